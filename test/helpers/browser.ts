/** What tests of a page do with a browser. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, expect, onTestFinished } from 'vitest';
import { startChromium } from './chromium.js';

const shots = fileURLToPath(new URL('../../build/screenshots', import.meta.url));

/** What Chromium says of itself where a page asks for a GPU and there is none. */
const withoutGpu = 'No available adapters.';

/** What a page may take for one thing that a test waits for: minutes, since machines are busy. */
const patienceMs = 120_000;

/** Opens pages in one browser, which is closed after the last test of the file. @param args of Chromium */
export function openBrowser(args: readonly string[] = []) {
  let browser: Promise<Browser> | undefined;
  afterAll(async () => (await browser)?.close());
  return {
    /** A page that fails the test where its console says anything wrong. */
    async open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
      browser ??= startChromium(args);
      const context = await (await browser).newContext({
        // Without motion, pages do nothing by themselves.
        ...{ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' },
        ...options,
      });
      context.setDefaultTimeout(patienceMs);
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type()) && message.text() !== withoutGpu) faults.push(message.text());
      });
      page.on('pageerror', (error) => faults.push(error.message));
      onTestFinished(async () => {
        await context.close();
        expect(faults).toEqual([]);
      });
      await page.goto(url);
      return page;
    },
    /** Keeps a picture of the whole page in build/screenshots. */
    async keep(page: Page, name: string): Promise<void> {
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
    },
  };
}

/** Serious faults that axe-core finds: the rule, and the elements. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const source = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'));
  // As a script of the page it would be refused by the page's own policy.
  await page.evaluate(readFileSync(source, 'utf8'));
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }).axe.run(),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}
