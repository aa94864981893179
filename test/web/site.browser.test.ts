/** The static site on a plain host of files, below a path, in Chromium. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accessibilityFaults, openBrowser } from '../helpers/browser.js';
import { describeWithChromium } from '../helpers/chromium.js';
import { serveFolder } from '../helpers/page-server.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const base = '/sap-atari';

const hasVitePress = existsSync(join(root, 'tools/node_modules/vitepress'));
if (!hasVitePress)
  console.error(
    'SKIPPED the documents of the site: VitePress is not installed; run npm ci in tools (npm run check does)',
  );

/** Addresses of the host that a page of the site links to or loads, without those that leave it. */
function addressesOf(html: string, page: string): URL[] {
  const all = [...html.matchAll(/<[^>]* (?:href|src)="([^"]*)"/g)].map(([, text]) => text!.replaceAll('&amp;', '&'));
  const host = 'http://host';
  return all.map((text) => new URL(text, `${host}${base}/${page}`)).filter(({ origin }) => origin === host);
}

/** Addresses of the built site that lead nowhere: to no file, or to no element of one. */
function deadAddresses(site: string): string[] {
  const pages = readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
  const idsOf = new Map(
    pages.map((page) => [
      page,
      [...readFileSync(join(site, page), 'utf8').matchAll(/ id="([^"]*)"/g)].map(([, id]) => id),
    ]),
  );
  return pages.flatMap((page) =>
    addressesOf(readFileSync(join(site, page), 'utf8'), page)
      .filter(({ pathname, hash }) => {
        const file = decodeURIComponent(pathname.slice(base.length + 1)).replace(/(^|\/)$/, '$1index.html');
        if (!pathname.startsWith(`${base}/`) || !existsSync(join(site, file))) return true;
        return hash !== '' && !idsOf.get(file)?.includes(decodeURIComponent(hash.slice(1)));
      })
      .map(({ href }) => `${page}: ${href}`),
  );
}

describeWithChromium('the static site', () => {
  const { open, keep } = openBrowser();
  let host: Awaited<ReturnType<typeof serveFolder>>;
  beforeAll(async () => {
    const args = hasVitePress ? ['--base', base] : ['--no-docs'];
    execFileSync('node', ['scripts/site.mjs', ...args], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    host = await serveFolder(`${root}/build/site`, base);
  }, 300_000);
  afterAll(() => host?.close());

  it('plays without the headers that give a page threads', async () => {
    const page = await open(`${host.address}/live/?agent=tenpins&lambda=0`);
    await page.waitForSelector('.side tr.taken >> nth=1');
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    expect(await page.textContent('.facts')).toMatch(/^TenPins: /);
  });

  it('explores the published results', async () => {
    const page = await open(`${host.address}/results/`);
    await page.getByRole('heading', { name: 'bundled/episodes' }).waitFor();
    const links = await page.getByRole('navigation', { name: 'evaluations' }).getByRole('link').allInnerTexts();
    expect(links).toHaveLength(readdirSync(`${root}/build/site/results/data`).length - 1);
    expect(await page.locator('.report table').count()).toBeGreaterThan(2);
    expect(await accessibilityFaults(page)).toEqual([]);
    await keep(page, 'results');
    await page.getByRole('link', { name: 'bundled-raiders/grid' }).click();
    await page.getByRole('heading', { name: 'bundled-raiders/grid' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'bundled/episodes' }).waitFor();
  });

  it.skipIf(!hasVitePress)(
    'leads from the home page to documents, what a search finds, the live page, and back',
    async () => {
      const page = await open(`${host.address}/`);
      const elsewhere: string[] = [];
      page.on('request', (request) => {
        const url = request.url();
        if (!/^(data|blob):/.test(url) && !url.startsWith(`${host.address}/`)) elsewhere.push(url);
      });
      await page.getByRole('heading', { name: 'sap-atari', level: 1 }).waitFor();
      await page.getByRole('link', { name: 'Getting started' }).click();
      await page.getByRole('heading', { name: 'Getting started', level: 1 }).waitFor();

      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByRole('searchbox').fill('flip rate');
      await page
        .locator('#localsearch-list')
        .getByRole('option', { name: /Glossary/ })
        .first()
        .click();
      await page.getByRole('heading', { name: 'Glossary', level: 1 }).waitFor();

      await page.getByRole('link', { name: 'Live', exact: true }).click();
      await page.waitForSelector('.side');
      expect(page.url()).toMatch(`${host.address}/live/`);
      await page.getByRole('link', { name: 'Results' }).click();
      await page.getByRole('heading', { name: 'bundled/episodes' }).waitFor();
      await page.getByRole('link', { name: 'sap-atari', exact: true }).click();
      await page.getByRole('heading', { name: 'sap-atari', level: 1 }).waitFor();
      expect(page.url()).toBe(`${host.address}/`);
      expect(elsewhere).toEqual([]);
    },
  );

  it.skipIf(!hasVitePress).each([
    ['home', '', 'light', 1280],
    ['home-360', '', 'dark', 360],
    ['docs', 'docs/attacks.html', 'dark', 1280],
    ['docs-light', 'docs/cli.html', 'light', 1280],
    ['docs-360', 'docs/configuration.html', 'light', 360],
  ] as const)('%s: any reader can read it', async (name, path, colorScheme, width) => {
    const page = await open(`${host.address}/${path}`, { colorScheme, viewport: { width, height: 900 } });
    await page.locator('.vp-doc').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    const background = colorScheme === 'dark' ? 'rgb(16, 19, 23)' : 'rgb(246, 247, 249)'; // --page of the tokens
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(background);
    await keep(page, `site-${name}`);
  });

  it.skipIf(!hasVitePress)('has no link that leads nowhere', () => {
    const site = join(root, 'build/site');
    const home = readFileSync(join(site, 'index.html'), 'utf8');
    const paths = addressesOf(home, 'index.html').map(({ pathname }) => pathname);
    expect(paths).toContain(`${base}/packages/ale-js/docs/accuracy.html`);
    expect(deadAddresses(site)).toEqual([]);
  });

  it('opens the first evaluation for an address that names none', async () => {
    const page = await open(`${host.address}/results/#/nothing`);
    await page.getByRole('heading', { name: 'bundled/episodes' }).waitFor(); // the first one
    const list = page.getByRole('navigation', { name: 'evaluations' });
    expect(await list.locator('[aria-current=page]').allInnerTexts()).toEqual(['bundled/episodes']);
  });
});
