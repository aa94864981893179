/** The static site on a plain host of files, in Chromium. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults, openBrowser } from '../helpers/browser.js';
import { describeWithChromium } from '../helpers/chromium.js';
import { serveFolder } from '../helpers/page-server.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

describeWithChromium('the static site', () => {
  const { open, keep } = openBrowser();
  let host: Awaited<ReturnType<typeof serveFolder>>;
  beforeAll(async () => {
    execFileSync('node', ['scripts/site.mjs'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    host = await serveFolder(`${root}/build/site`);
  });
  afterAll(() => host?.close());

  it('plays without the headers that give a page threads', async () => {
    const page = await open(`${host.address}/live/?agent=tenpins&lambda=0`);
    await page.waitForSelector('.side tr.taken >> nth=1', { timeout: 120_000 });
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    expect(await page.textContent('.facts')).toMatch(/^TenPins: /);
  });

  it('explores the published results', async () => {
    const page = await open(`${host.address}/results/`);
    await page.getByRole('heading', { name: 'bundled/episodes' }).waitFor();
    const links = await page.locator('nav a').allInnerTexts();
    expect(links).toHaveLength(readdirSync(`${root}/build/site/results/data`).length - 1);
    expect(await page.locator('.report table').count()).toBeGreaterThan(2);
    expect(await accessibilityFaults(page)).toEqual([]);
    await keep(page, 'results');
    await page.getByRole('link', { name: 'bundled-raiders/grid' }).click();
    await page.getByRole('heading', { name: 'bundled-raiders/grid' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'bundled/episodes' }).waitFor();
  });

  it('opens the first evaluation for an address that names none', async () => {
    const page = await open(`${host.address}/results/#/nothing`);
    await page.getByRole('heading', { name: 'bundled/episodes' }).waitFor(); // the first one
    expect(await page.locator('[aria-current=page]').allInnerTexts()).toEqual(['bundled/episodes']);
  });
});
