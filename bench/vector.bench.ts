/** What do a second thread and the observation pipeline cost a vector environment? Catch, 32 consoles, random actions. */
import { readFileSync } from 'node:fs';
import { createVectorEnvironment, type VectorEnvironment } from 'ale-js/node';
import { createRandom } from '../src/common/random.js';
import { benchFlags } from './flags.js';
import { median, record } from './harness.js';

const homebrew = new URL('../roms/homebrew/', import.meta.url);
const { games } = JSON.parse(readFileSync(new URL('games.json', homebrew), 'utf8'));
const rom = new Uint8Array(readFileSync(new URL('catch.bin', homebrew)));

const numEnvs = 32;
const frameSkip = 4;
const { rounds, steps: sliceSteps } = benchFlags({ rounds: [25, 1], steps: [30, 2] });

const vector = async (options: { threads: number; frameSkip: number }) => {
  const environment = await createVectorEnvironment({ rom, games, numEnvs, seed: 1, ...options });
  environment.reset();
  return environment;
};

const rng = createRandom(1);
const actions = new Int32Array(numEnvs);

interface Slice {
  /** Of a step. */
  readonly ms: number;
  /** Of this process, workers included; does not count what other programs take. */
  readonly cpuMs: number;
}

async function slice(environment: VectorEnvironment, play: (actions: Int32Array) => unknown): Promise<Slice> {
  const begin = performance.now();
  const before = process.cpuUsage();
  for (let step = 0; step < sliceSteps; step++) {
    for (let i = 0; i < numEnvs; i++) actions[i] = rng.integer(environment.actions.length);
    await play(actions);
  }
  const { user, system } = process.cpuUsage(before);
  return { ms: (performance.now() - begin) / sliceSteps, cpuMs: (user + system) / 1000 / sliceSteps };
}

const own = await vector({ threads: 0, frameSkip });
const ownLong = await vector({ threads: 0, frameSkip: 2 * frameSkip });
const one = await vector({ threads: 1, frameSkip });
const two = await vector({ threads: 2, frameSkip });

/** Ways to play, each in every round: what disturbs one disturbs its neighbors too. */
const runs = {
  own: () => slice(own, (chosen) => own.step(chosen)),
  ownLong: () => slice(ownLong, (chosen) => ownLong.step(chosen)),
  one: () => slice(one, (chosen) => one.step(chosen)),
  two: () => slice(two, (chosen) => two.step(chosen)),
  twoAsync: () => slice(two, (chosen) => two.stepAsync(chosen)),
};
type Round = Record<keyof typeof runs, Slice>;
const played: Round[] = [];
for (let round = -3; round < rounds; round++) {
  const slices: Partial<Round> = {};
  for (const [name, run] of Object.entries(runs)) slices[name as keyof Round] = await run();
  if (round >= 0) played.push(slices as Round);
}
await Promise.all([one.dispose(), two.dispose()]);

const medianOf = (figure: (round: Round) => number) => median(played.map(figure));
const framesPerSecond = (name: keyof Round) => (numEnvs * frameSkip * 1000) / medianOf((round) => round[name].ms);
const fastest = (name: keyof Round) => Math.min(...played.map((round) => round[name].ms));
record('vector', {
  'calling thread, frames/s': framesPerSecond('own'),
  'one worker, frames/s': framesPerSecond('one'),
  'two workers, frames/s': framesPerSecond('two'),
  'two workers, awaited, frames/s': framesPerSecond('twoAsync'),
  'two workers / (2 × one worker), median': medianOf((round) => round.one.ms / round.two.ms / 2),
  // Other programs on the machine take a core away now and then; the fastest slices are those that they left alone.
  'two workers / (2 × one worker), fastest': fastest('one') / fastest('two') / 2,
  'two workers, awaited / (2 × one worker), fastest': fastest('one') / fastest('twoAsync') / 2,
  // A step of eight frames has four frames more and the same pipeline: what else a step of four takes is the pipeline.
  'observation pipeline, share of a step': medianOf((round) => 2 - round.ownLong.cpuMs / round.own.cpuMs),
});
