/** The live page in Chromium: it plays as `evaluate` does, and its controls do what they say. */
import { readFileSync } from 'node:fs';
import { homebrew } from 'ale-js/homebrew';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { bundledAgent } from '../../src/agent/bundled-agents.js';
import { parseTiming } from '../../src/attack/agent/timing.js';
import { parseAttack } from '../../src/attack/parse-attack.js';
import { serveView } from '../../src/cli/view/server.js';
import { parseDefense } from '../../src/defense/parse-defense.js';
import { createAtari } from '../../src/env/atari.js';
import { openLibrary } from '../../src/env/library.js';
import { episodeRandom } from '../../src/evaluation/games/episode-random.js';
import { createAttackedPlayer } from '../../src/evaluation/players/attacked-player.js';
import { createDecider } from '../../src/evaluation/players/attacked-step.js';
import { trainedRules } from '../../src/evaluation/players/played-rules.js';
import type { RunningServer } from '../../src/server/server.js';
import type { Engine } from '../../web/live/engine/engine.js';
import { accessibilityFaults, openBrowser } from '../helpers/browser.js';
import { describeWithChromium } from '../helpers/chromium.js';

declare const sapAtari: { readonly engines: readonly Engine[] };

describeWithChromium('the live page', () => {
  const browser = openBrowser();
  let server: RunningServer;
  beforeAll(async () => {
    server = await serveView([]);
  });
  afterAll(() => server?.close());

  /** Opens the page and waits for its first step. */
  async function open(query = '', options: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.open(`${new URL(server.url).origin}/live/${query}`, options);
    await page.waitForSelector('.side tr.taken >> nth=1');
    return page;
  }

  // A draw of a defense depends on the last bit of an activation: it is equal where both sides compute in WebAssembly.
  it.each([
    ['none', 'fgsm', 0, 'cpu', 200],
    ['none', 'fgsm', 2, 'cpu', 200],
    ['sap100', 'fgsm', 2, 'wasm', 30],
  ] as const)('computes the Q-values of evaluate: %s, %s, λ %d, by %s, %d steps', async (...row) => {
    const [defense, attack, lambda, provider, steps] = row;
    const settings = {
      ...{ seed: 7, index: 1, attack, lambda, defense, outputSamples: 3 },
      ...({ timing: 'always', frames: 'all', exploration: 0, compute: 'wasm' } as const),
    };
    const library = await openLibrary();
    const agent = bundledAgent('catch');
    const random = episodeRandom(settings.seed, settings.index);
    const environment = createAtari(library.ale, library.open('catch'), trainedRules(agent), random.environment);
    const decider = createDecider({
      ...{ agent, attackOn: 'self', attack: parseAttack(attack), defense: parseDefense(defense), outputSamples: 3 },
      provider,
    });
    const { noiseSeed } = random;
    const player = createAttackedPlayer({ decider, lambda, timing: parseTiming('always'), frames: 'all', noiseSeed });
    const expected: { action: number; q: number[]; gap: number }[] = [];
    environment.reset();
    for (let step = 0; step < steps; step++) {
      const { action, q } = await player.choose(environment.observation, step, false);
      const [first, second] = [...q].sort((a, b) => b - a) as [number, number];
      expected.push({ action, q: [...q], gap: first - second });
      if (environment.step(action).gameOver) break;
    }
    await decider.dispose();

    const page = await open();
    const found = await page.evaluate(
      async ([given, actions]) => {
        const engine = sapAtari.engines[1]!;
        await engine.start(given);
        const views: { action: number; q: number[] }[] = [];
        for (const forced of actions) {
          const view = (await engine.step(forced))!;
          const q = [...view.actingQ!];
          views.push({ action: q.indexOf(Math.max(...q)), q });
        }
        return views;
      },
      [settings, expected.map(({ action }) => action)] as const,
    );
    expect(expected.length).toBeGreaterThanOrEqual(Math.min(steps, 100));
    for (const [step, { action, q, gap }] of expected.entries()) {
      const largest = Math.max(...q.map(Math.abs));
      const difference = Math.max(...q.map((value, i) => Math.abs(value - found[step]!.q[i]!)));
      expect(difference, `step ${step}`).toBeLessThanOrEqual(1e-4 * largest);
      if (gap > 1e-4 * largest) expect(found[step]!.action, `step ${step}`).toBe(action);
    }
  });

  it('plays, attacks, flips actions, and keeps what it shows in its address', async () => {
    const page = await open('?agent=catch&lambda=4&seed=3');
    await page.click('text="play"');
    await page.waitForSelector('.flipped');
    await page.click('text="pause"');
    await browser.keep(page, 'live');
    expect(await accessibilityFaults(page)).toEqual([]);
    const shown = () => page.$$eval('.side .number', (cells) => cells.map(({ textContent }) => textContent));
    const step = () => page.textContent('.at b');
    const before = await step();
    await page.click('text="link to this step"');
    const [values, link] = [await shown(), (await page.getAttribute('a.link', 'href'))!];
    expect(new URL(link).searchParams.get('step')).toBe(before);
    expect(await page.textContent('.command code')).toBe(
      'npx sap-atari evaluate --game catch --attack fgsm --lambda 4 --defense sap100 --output-samples 10 --provider wasm --seed 3 --episodes 1',
    );
    await page.goto(link);
    await page.waitForFunction((wanted) => document.querySelector('.at b')?.textContent === wanted, before);
    expect(await shown()).toEqual(values);
    await page.setViewportSize({ width: 360, height: 780 });
    await browser.keep(page, 'live-narrow');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });

  it('finds flips, looks at earlier steps again, and pauses there in its address', async () => {
    const page = await open('?agent=catch&lambda=4&defense=none');
    const at = async () => Number(await page.textContent('.at b'));
    const outcome = () => page.textContent('.outcome');
    await page.click('text="next flip"');
    await page.waitForFunction(() => Number(document.querySelector('.at b')?.textContent) > 0);
    await page.waitForSelector('text="play"');
    const [flip, text] = [await at(), await outcome()];
    expect(text).toMatch(/flipped/);
    await page.click('[aria-label="step"]');
    await page.waitForFunction((step) => document.querySelector('.at b')?.textContent === `${step}`, flip + 1);
    await page.click('[aria-label="step back"]');
    expect([await at(), await outcome()]).toEqual([flip, text]);
    await page.waitForURL(new RegExp(`step=${flip}$`));
    await page.getByLabel('step that is shown').fill('0');
    expect(await at()).toBe(0);
    expect(await page.getByLabel('step that is shown').getAttribute('aria-valuetext')).toMatch(/^step 0 of \d+/);
    await page.click('text="next flip"'); // one that is known
    expect(await at()).toBeGreaterThan(0);
    expect(await at()).toBeLessThanOrEqual(flip);
  });

  it('shows at once what a setting changes while it pauses, and says that a link plays it from the start', async () => {
    const page = await open('?agent=catch&lambda=0&defense=none');
    await page.getByLabel('λ in gray levels').fill('8');
    await page.waitForFunction(() => document.querySelector('.at b')?.textContent === '1');
    expect(await page.textContent('.intro')).toContain('8 of 255 gray levels');
    await page.click('text="link to this step"');
    expect(await page.textContent('.shared')).toMatch(/others before step 1\.$/);
    expect(new URL(page.url()).searchParams.has('step')).toBe(false);
  });

  it('says what a setting expects, and offers presets', async () => {
    const page = await open('?agent=catch&attack=pgd:steps=3');
    expect(await page.getByLabel('Attack', { exact: true }).inputValue()).toBe('pgd:steps=3');
    await page.getByLabel('Second agent’s defense', { exact: true }).selectOption('dwp50');
    await page.waitForFunction(() => document.querySelectorAll('.side h2')[1]?.textContent?.startsWith('Weights 50 %'));
    await page.getByLabel('Second agent’s defense', { exact: true }).selectOption('');
    expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).name)).toBe('defense');
    await page.fill('[name=timing]', 'never');
    expect(await page.textContent('#timing-hint')).toBe('expected: always, every4, timed0.5');
  });

  it('plays by itself for a visitor who accepts motion, but pauses at the step of a link', async () => {
    const moving = await open('?agent=catch&defense=none', { reducedMotion: 'no-preference' });
    await moving.waitForFunction(() => Number(document.querySelector('.at b')?.textContent) > 2);
    const linked = await open('?agent=catch&defense=none&step=2', { reducedMotion: 'no-preference' });
    await linked.waitForSelector('text="play"');
    expect(await linked.textContent('.at b')).toBe('2');
  });

  it('opens the first agent of the server where its address names none', async () => {
    const own = await serveView(['assets/raiders']);
    onTestFinished(() => own.close());
    const page = await browser.open(`${new URL(own.url).origin}/live/`);
    await page.waitForFunction(() => document.querySelector('.facts')?.textContent?.startsWith('Raiders'));
    await page.waitForURL(/agent=run-1$/);
    expect(await page.getByText('Raiders').count()).toBeGreaterThan(0);
  });

  it('opens the files of an agent that are given to it, and refuses others in one line', async () => {
    const page = await open();
    const files = ['model.json', 'model.safetensors'].map((name) => ({
      name,
      mimeType: 'application/octet-stream',
      buffer: readFileSync(`assets/raiders/${name}`),
    }));
    await page.setInputFiles('input[type=file]', files);
    await page.waitForFunction(() => document.querySelector('.facts')?.textContent?.startsWith('Raiders'));
    await page.setInputFiles('input[type=file]', [
      { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('no agent') },
    ]);
    expect(await page.textContent('.problem')).toMatch(/^expected the folder of a run, .* got a\.txt$/);
    const rom = [{ name: 'pong.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(2048) }];
    await page.setInputFiles('input[type=file]', rom);
    await page.waitForFunction(() =>
      /pong\.bin: expected the ROM/.test(document.querySelector('.problem')?.textContent ?? ''),
    );
    const damaged = files.map((file) => ({ ...file, buffer: file.buffer.subarray(0, file.buffer.length - 1) }));
    await page.setInputFiles('input[type=file]', damaged);
    await page.waitForFunction(() =>
      /model\.(json|safetensors)/.test(document.querySelector('.problem')?.textContent ?? ''),
    );
  });

  it('goes on playing while λ is dragged, and after steps that are asked for meanwhile', async () => {
    const page = await open('?lambda=0&defense=none');
    await page.click('text="play"');
    await page.waitForSelector('text="pause"');
    await page.$eval('.controls input[type=range]', (element) => {
      const range = element as HTMLInputElement;
      for (let i = 1; i <= 20; i++) {
        range.value = String(i / 2);
        range.dispatchEvent(new Event('input', { bubbles: true }));
      }
    });
    await page.waitForFunction(() => /λ: 10 /.test(document.querySelector('.controls')?.textContent ?? ''));
    // Together: between two of the changes the session pauses.
    await page.waitForFunction(
      () =>
        document.querySelector('.status')?.textContent === '' &&
        document.querySelector('.transport .primary')?.textContent?.trim() === 'pause',
    );
    await page.click('text="pause"');
    for (const key of ['r', 'ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    await page.waitForFunction(() => document.querySelector('.at b')?.textContent === '3');
    expect(await page.$('.problem')).toBeNull();
  });

  it('keeps its game when the ROM of another one comes, and opens a dropped agent again', async () => {
    const page = await open();
    const rom = {
      name: 'raiders.bin',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(homebrew.raiders.rom),
    };
    await page.setInputFiles('input[type=file]', [rom]);
    await page.waitForFunction(() =>
      /The ROM of Raiders is there/.test(document.querySelector('.status')?.textContent ?? ''),
    );
    await page.click('[aria-label="step"]');
    await page.waitForFunction(() => document.querySelector('.at b')?.textContent === '1');
    const file = (name: string) => ({ name, mimeType: 'text/plain', buffer: readFileSync(`assets/raiders/${name}`) });
    await page.setInputFiles('input[type=file]', ['model.json', 'model.safetensors'].map(file));
    const isOpen = (game: string) =>
      page.waitForFunction(
        (name) =>
          document.querySelector('.facts')?.textContent?.startsWith(name) &&
          document.querySelector('.status')?.textContent === '',
        game,
      );
    await isOpen('Raiders');
    await page.selectOption('select >> nth=0', 'catch');
    await isOpen('Catch');
    await page.selectOption('select >> nth=0', 'own');
    await isOpen('Raiders');
    expect(await page.$('.problem')).toBeNull();
  });
});
