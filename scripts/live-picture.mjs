/**
 * Makes docs/images/live.png, the first picture of the README: the live page at a step where the attack flips both actions. It needs
 * Chromium.
 *
 *     npm run build && node scripts/live-picture.mjs
 */
import './from-source.mjs';
import sharp from 'sharp';

const { serveView } = await import('../src/cli/view/server.ts');
const { startChromium } = await import('../test/helpers/chromium.ts');

const step = 64;
const server = await serveView([]);
const browser = await startChromium();
const page = await browser.newPage({ viewport: { width: 1180, height: 800 }, reducedMotion: 'reduce' });
await page.goto(new URL(`/live/?agent=catch&step=${step}`, server.url).href);
await page.getByText(`step ${step}`, { exact: true }).waitFor({ timeout: 120_000 });
const { y, height } = await page.locator('.sides').boundingBox();
await page.setViewportSize({ width: 1180, height: Math.ceil(y + height + 14) });
await sharp(await page.screenshot())
  .png({ palette: true })
  .toFile('docs/images/live.png');
await browser.close();
await server.close();
