/**
 * How many steps a second does training make, all in: playing Catch with the figures of configs/paper.json (an update
 * every 4 steps, 16 frames), against a plain sequential loop in PyTorch?
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, loadConfig } from '../src/agent/config.js';
import { createRandom } from '../src/common/random.js';
import { createAtari } from '../src/env/atari.js';
import { openLibrary } from '../src/env/library.js';
import { train } from '../src/training/agent/train.js';
import { benchFlags } from './flags.js';
import { median, pythonPeer, record } from './harness.js';

const { rounds, windows, smoke } = benchFlags({ rounds: [3, 1], windows: [15, 1] });
/** Steps timed together. */
const window = smoke ? 8 : 40;
/** Until the first update; then two windows that do not count. */
const warmUp = smoke ? 40 : 400;
const first = warmUp + 2 * window;

const library = await openLibrary();
const cartridge = library.open('catch');
const paper = fileURLToPath(new URL('../configs/paper.json', import.meta.url));
const ways: Record<string, Partial<Config>> = {
  '1 thread': { threads: 1 },
  '2 threads': { threads: 2 },
  '2 threads, half a batch each': { threads: 2, gradientSlices: 2 },
  '2 threads, play goes on': { threads: 2, actingLagUpdates: 1 },
};

/** Milliseconds a step, over each window. */
async function ours(way: Partial<Config>): Promise<number[]> {
  const config = loadConfig({
    file: paper,
    flags: {
      ...way,
      game: 'catch',
      totalSteps: first + windows * window,
      warmUpSteps: warmUp,
      ...{ explorationStart: 0.1, explorationHoldSteps: 0, explorationAnnealSteps: 0 }, // as it is after the first million
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'sap-atari-loop-'));
  const times: number[] = [];
  let since = 0;
  try {
    await train(config, {
      folder,
      environments: [createAtari(library.ale, cartridge, config, createRandom(1))],
      onProgress({ step }) {
        if (step < first || (step - first) % window !== 0) return;
        const now = performance.now();
        if (step > first) times.push((now - since) / window);
        since = now;
      },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
  return times;
}

const own = new Map(Object.keys(ways).map((name): [string, number[]] => [name, []]));
const torch = new Map([1, 2].map((threads): [number, number[]] => [threads, []]));
let hasPeer = true;
for (let round = 0; round < rounds; round++) {
  for (const [name, times] of own) times.push(...(await ours(ways[name]!)));
  for (const [threads, times] of torch) {
    const measured: number[] | undefined = hasPeer ? pythonPeer('ddqn_loop.py', threads, windows, window) : undefined;
    hasPeer = measured !== undefined;
    times.push(...(measured ?? []));
  }
}

const fastest = (times: number[]) => Math.min(...times);
const perSecond = (times: number[], figure: (times: number[]) => number) => 1000 / figure(times);
const best = (all: Iterable<number[]>, figure: (times: number[]) => number) =>
  Math.max(...[...all].map((times) => perSecond(times, figure)));
const figures: Record<string, number> = {};
for (const [name, times] of own) figures[`ours, ${name}, steps/s`] = perSecond(times, median);
if (hasPeer) {
  for (const [threads, times] of torch) {
    figures[`PyTorch, ${threads} thread(s), steps/s`] = perSecond(times, median);
  }
  figures['ours / PyTorch, each at its best, medians'] = best(own.values(), median) / best(torch.values(), median);
  // Other programs on the machine disturb many threads more than one; the fastest windows are those they left alone.
  figures['ours / PyTorch, each at its best, fastest'] = best(own.values(), fastest) / best(torch.values(), fastest);
}
record('loop', figures);
