/**
 * How fast is the live page in Chromium: agent steps per second of a plain agent, under FGSM, and with SAP-100, by WebAssembly and, where
 * there is a GPU, by WebGPU; the time to its first picture; and the bytes that the first agent takes over the network? It needs the built
 * pages (`npm run build`) and Chromium.
 */
import { gzipSync } from 'node:zlib';
import { serveView } from '../src/cli/view/server.js';
import { startChromium } from '../test/helpers/chromium.js';
import type { Engine, PlaySettings } from '../web/live/engine/engine.js';
import { benchFlags } from './flags.js';
import { median, record } from './harness.js';

declare const sapAtari: { readonly engines: readonly Engine[] };

const { rounds, steps } = benchFlags({ rounds: [5, 1], steps: [60, 2] });
const cells = [
  { name: 'plain', defense: 'none', lambda: 0, least: 60 },
  { name: 'plain, FGSM', defense: 'none', lambda: 2, least: 30 },
  { name: 'SAP-100, 10 samples', defense: 'sap100', lambda: 0, least: 10 },
  { name: 'SAP-100, 10 samples, FGSM of 100', defense: 'sap100', lambda: 2, least: undefined },
] as const;

const browser = await startChromium();
const server = await serveView([]);

/** Opens the page anew. Returns milliseconds to the first picture of the game, and the bytes of all responses, packed by gzip. */
async function firstPicture() {
  const context = await browser.newContext();
  const page = await context.newPage();
  // By address: the second engine takes its files from the browser's cache.
  const bodies = new Map<string, Promise<Buffer>>();
  page.on('response', (response) =>
    bodies.set(
      response.url(),
      response.body().catch(() => Buffer.alloc(0)),
    ),
  );
  const begin = performance.now();
  await page.goto(server.url);
  await page.waitForFunction(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('canvas.screen');
    return canvas
      ?.getContext('2d')
      ?.getImageData(0, 0, canvas.width, canvas.height)
      .data.some((byte, i) => i % 4 < 3 && byte > 0);
  });
  const milliseconds = performance.now() - begin;
  await page.waitForSelector('.side tr.taken >> nth=1', { timeout: 120_000 });
  const bytes = (await Promise.all(bodies.values())).reduce((sum, body) => sum + gzipSync(body).length, 0);
  return { milliseconds, bytes, page, context };
}

const opened = [];
for (let round = 0; round < rounds; round++) {
  const { milliseconds, bytes, context } = await firstPicture();
  opened.push({ milliseconds, bytes });
  await context.close();
}
const seconds = median(opened.map(({ milliseconds }) => milliseconds)) / 1000;
const megabytes = opened.at(-1)!.bytes / 1e6;
console.log(`first picture after ${seconds.toFixed(2)} s (median of ${rounds}; wanted: at most 2)`);
console.log(`${megabytes.toFixed(1)} MB by gzip for page and first agent (wanted: at most 12)`);

const { page } = await firstPicture();
const gpu = await page.evaluate(async () => (await navigator.gpu?.requestAdapter())?.info.vendor);
if (gpu === undefined) console.log('WebGPU is not measured: this Chromium finds no GPU');
if (gpu !== undefined) {
  await page.goto(`${server.url}&lambda=0&defense=none&compute=webgpu`); // shows what the engines report
  await page.waitForSelector('.side tr.taken >> nth=1', { timeout: 120_000 });
}
const computes = gpu === undefined ? (['wasm'] as const) : (['wasm', 'webgpu'] as const);

/** Agent steps per second. */
const rateOf = (settings: PlaySettings) =>
  page.evaluate(
    async ({ settings, count }) => {
      const engine = sapAtari.engines[0]!;
      await engine.start(settings);
      await engine.step(); // compiles
      const begin = performance.now();
      for (let i = 0; i < count; i++) await engine.step();
      return (1000 * count) / (performance.now() - begin);
    },
    { settings, count: steps },
  );

const rates: Record<string, number> = {};
for (const { name, defense, lambda, least } of cells) {
  for (const compute of computes) {
    const settings = {
      ...{ seed: 1, index: 0, attack: 'fgsm', lambda, defense, outputSamples: 10 },
      ...{ timing: 'always', frames: 'all' as const, exploration: 0, compute },
    };
    const measured: number[] = [];
    for (let round = 0; round < rounds; round++) measured.push(await rateOf(settings));
    const title = compute === 'wasm' ? name : `${name}, WebGPU (${gpu})`;
    rates[title] = median(measured);
    const wanted = least === undefined || compute !== 'wasm' ? '' : ` (wanted: at least ${least})`;
    console.log(`${title}: ${rates[title]!.toFixed(1)} steps/s, median of ${rounds}${wanted}`);
    if (compute === 'webgpu') {
      const said = await page.$$eval('.side:first-child .computing li', (all) => all.map((each) => each.textContent));
      for (const line of said) console.log(`  ${line}`);
    }
  }
}
record('live', { firstPictureSeconds: seconds, gzipMegabytes: megabytes, ...rates });
await browser.close();
await server.close();
