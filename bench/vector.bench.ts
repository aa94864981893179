/** What do a second thread and the observation pipeline cost a vector environment? Catch, 32 consoles, random actions. */
import { readFileSync } from 'node:fs';
import { createVectorEnvironment, type VectorEnvironment } from 'ale-js/node';
import { createRandom } from '../src/random.js';
import { median, record } from './harness.js';

const homebrew = new URL('../roms/homebrew/', import.meta.url);
const { games } = JSON.parse(readFileSync(new URL('games.json', homebrew), 'utf8'));
const rom = new Uint8Array(readFileSync(new URL('catch.bin', homebrew)));

const numEnvs = 32;
const frameSkip = 4;
const sliceSteps = 60;
const rounds = 9;

const vector = async (options: { threads: number; frameSkip: number }) => {
  const environment = await createVectorEnvironment({ rom, games, numEnvs, seed: 1, ...options });
  environment.reset();
  return environment;
};

const rng = createRandom(1);
const actions = new Int32Array(numEnvs);

/** Milliseconds of a step. */
async function slice(environment: VectorEnvironment, play: (actions: Int32Array) => unknown): Promise<number> {
  const begin = performance.now();
  for (let step = 0; step < sliceSteps; step++) {
    for (let i = 0; i < numEnvs; i++) actions[i] = rng.integer(environment.actions.length);
    await play(actions);
  }
  return (performance.now() - begin) / sliceSteps;
}

const own = await vector({ threads: 0, frameSkip });
const ownLong = await vector({ threads: 0, frameSkip: 2 * frameSkip });
const one = await vector({ threads: 1, frameSkip });
const two = await vector({ threads: 2, frameSkip });

const runs = {
  own: () => slice(own, (chosen) => own.step(chosen)),
  ownLong: () => slice(ownLong, (chosen) => ownLong.step(chosen)),
  one: () => slice(one, (chosen) => one.step(chosen)),
  two: () => slice(two, (chosen) => two.step(chosen)),
  twoAsync: () => slice(two, (chosen) => two.stepAsync(chosen)),
};
const times: Record<keyof typeof runs, number[]> = { own: [], ownLong: [], one: [], two: [], twoAsync: [] };
for (let round = -1; round < rounds; round++) {
  for (const [name, run] of Object.entries(runs)) {
    const time = await run();
    if (round >= 0) times[name as keyof typeof runs].push(time);
  }
}
await Promise.all([one.dispose(), two.dispose()]);

const framesPerSecond = (stepMs: number) => (numEnvs * frameSkip * 1000) / stepMs;
const [ownMs, ownLongMs, oneMs, twoMs, twoAsyncMs] = [
  median(times.own),
  median(times.ownLong),
  median(times.one),
  median(times.two),
  median(times.twoAsync),
];
record('vector', {
  'calling thread, frames/s': framesPerSecond(ownMs),
  'one worker, frames/s': framesPerSecond(oneMs),
  'two workers, frames/s': framesPerSecond(twoMs),
  'two workers, awaited, frames/s': framesPerSecond(twoAsyncMs),
  'two workers / (2 × one worker)': oneMs / twoMs / 2,
  // A step of eight frames has four frames more and the same pipeline: what is left of four frames' step is the pipeline.
  'observation pipeline, share of a step': 1 - (ownLongMs - ownMs) / ownMs,
});
