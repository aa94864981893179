/** WebGPU in the live page, on Chromium's GPU in software: chosen, compared with WebAssembly, and lost. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveView } from '../../src/cli/view/server.js';
import type { RunningServer } from '../../src/server/server.js';
import type { Engine } from '../../web/live/engine/engine.js';
import { accessibilityFaults, openBrowser } from '../helpers/browser.js';
import { describeWithChromium, softwareGpu } from '../helpers/chromium.js';

declare const sapAtari: { readonly engines: readonly Engine[] };
/** In the threads of the page: the GPU devices that they have. */
declare const devices: GPUDevice[];

/** Paths of the build with WebGPU. */
const ofWebgpu = /webgpu|asyncify/;

const lines = (page: Page) => page.$$eval('.computing li', (all) => all.map(({ textContent }) => textContent));

/** A GPU in software takes seconds for a step, and on a busy machine many. */
const patience = 600_000;

describeWithChromium('WebGPU in the live page', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await serveView([]);
  });
  afterAll(() => server?.close());

  /** Opens the page, waits for its first step, and returns it with the files of the build with WebGPU that it has loaded. */
  async function openWith(browser: ReturnType<typeof openBrowser>, query: string) {
    const page = await browser.open('about:blank');
    const loaded = new Set<string>();
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (ofWebgpu.test(pathname)) loaded.add(pathname);
    });
    page.on('worker', (worker) =>
      worker.evaluate(() => {
        Object.assign(globalThis, { devices: [] });
        const { requestDevice } = GPUAdapter.prototype;
        GPUAdapter.prototype.requestDevice = async function (...given) {
          const device = await requestDevice.apply(this, given);
          devices.push(device);
          return device;
        };
      }),
    );
    await page.goto(`${new URL(server.url).origin}/live/?agent=catch&lambda=0&defense=none${query}`);
    await page.waitForSelector('.side tr.taken >> nth=1', { timeout: patience });
    return { page, loaded };
  }

  describe('with a GPU', () => {
    const browser = openBrowser(softwareGpu);

    it('is not loaded unless it is chosen', async () => {
      const { page, loaded } = await openWith(browser, '');
      expect(await page.isEnabled('select[name=compute]')).toBe(true);
      expect([...loaded]).toEqual([]);
      expect(await lines(page)).toEqual([]);
    });

    it('computes the Q-values and actions of WebAssembly, and goes on by WebAssembly when its device is lost', {
      timeout: patience,
    }, async () => {
      const { page, loaded } = await openWith(browser, '&compute=webgpu');
      expect(loaded.size).toBe(3);
      const part = String.raw`WebGPU on .*swiftshader \(software\), [\d.]+ ms \(WebAssembly [\d.]+ ms\); \|ΔQ\| is .*e−\d of the largest \|Q\|`;
      const said = await lines(page);
      expect(said).toHaveLength(4);
      for (const line of said)
        expect(line).toMatch(new RegExp(`^(Q-values of the plain network|step without an attack): ${part}$`));
      expect(await accessibilityFaults(page)).toEqual([]);
      await browser.keep(page, 'live-webgpu');

      const played = await page.evaluate(async () => {
        const engine = sapAtari.engines[0]!;
        const settings = {
          ...{ seed: 7, index: 0, attack: 'fgsm', lambda: 2, defense: 'none', outputSamples: 1 },
          ...({ timing: 'always', frames: 'all', exploration: 0 } as const),
        };
        const play = async (compute: 'wasm' | 'webgpu') => {
          await engine.start({ ...settings, compute });
          const steps: { taken: number; q: number[]; cleanQ: number[] }[] = [];
          for (let step = 0; step < 2; step++) {
            const { taken, actingQ, cleanQ } = (await engine.step())!;
            steps.push({ taken, q: [...actingQ!], cleanQ: [...cleanQ!] });
          }
          return steps;
        };
        await play('wasm');
        await play('webgpu');
        return { wasm: await play('wasm'), webgpu: await play('webgpu') };
      });
      // The first agent has left WebGPU and come back twice.
      for (const line of (await lines(page)).slice(0, 2)) expect(line).toMatch(/: WebGPU on /);
      expect(played.webgpu.map(({ taken }) => taken)).toEqual(played.wasm.map(({ taken }) => taken));
      for (const [step, { q, cleanQ }] of played.wasm.entries()) {
        const found = played.webgpu[step]!;
        const differences = [...q, ...cleanQ].map((value, i) => Math.abs(value - [...found.q, ...found.cleanQ][i]!));
        expect(Math.max(...differences), `step ${step}`).toBeLessThanOrEqual(1e-4 * Math.max(...q.map(Math.abs)));
      }

      const steps = async () => Number(await page.textContent('.at b'));
      const before = await steps();
      for (const worker of page.workers()) await worker.evaluate(() => devices.map((device) => device.destroy()));
      await page.click('[aria-label=step]');
      await page.waitForFunction(() => document.querySelectorAll('.computing li').length === 2, null, {
        timeout: patience,
      });
      for (const line of await lines(page))
        expect(line).toMatch(
          /^WebAssembly computes, not WebGPU: the GPU was lost \(.*\): reload the page to use it again$/,
        );
      await page.click('[aria-label=step]');
      await expect.poll(steps).toBe(before + 2);
      expect(await page.$('.problem')).toBeNull();
    });

    it('measures, chooses the faster, and remembers it', { timeout: patience }, async () => {
      const { page } = await openWith(browser, '&compute=faster');
      // A GPU in software is the slower one by far. An agent that comes later knows what the other one has measured.
      const said = await lines(page);
      for (const line of said) expect(line).toMatch(/: WebAssembly, [\d.]+ ms \(WebGPU \d+ ms\); /);
      expect(said.filter((line) => line?.includes('|ΔQ| is')).length).toBeGreaterThanOrEqual(2);
      const loadedAgain: string[] = [];
      page.on('request', (request) => loadedAgain.push(request.url()));
      await page.reload();
      await page.waitForFunction(() => document.querySelectorAll('.computing li').length === 4, null, {
        timeout: patience,
      });
      for (const line of await lines(page)) expect(line).toMatch(/measured earlier on this device$/);
      expect(loadedAgain.filter((url) => ofWebgpu.test(new URL(url).pathname))).toEqual([]);
    });
  });

  describe('without a GPU', () => {
    const browser = openBrowser();

    it('cannot be chosen, and a link that chooses it plays by WebAssembly', async () => {
      const { page, loaded } = await openWith(browser, '&compute=webgpu');
      await page.waitForSelector('select[name=compute]:disabled');
      expect(await page.textContent('#compute-hint')).toBe('no WebGPU: this browser finds no GPU');
      const line = 'WebAssembly computes, not WebGPU: this browser finds no GPU';
      expect(await lines(page)).toEqual([line, line]);
      expect([...loaded]).toEqual([]);
      expect(new URL(page.url()).searchParams.get('compute')).toBe('webgpu');
    });
  });
});
