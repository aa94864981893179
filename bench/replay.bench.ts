/** What does a replay of a million transitions take in memory, and how much of an update's time: compressed, and raw? */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createALEModule, type Game } from 'ale-js/node';
import { z } from 'zod';
import { checkpointFiles, readCheckpoint, restoreBlocks, restoreParameters } from '../src/agent/checkpoint.js';
import { defaults } from '../src/agent/config.js';
import { parameterSpecs } from '../src/agent/network.js';
import { createBatch, createReplay, type Replay, type Transition } from '../src/agent/replay/replay.js';
import { replayFiles, restoreReplay } from '../src/agent/replay/replay-files.js';
import { newProgress } from '../src/agent/run-loop.js';
import { createFlatParameters } from '../src/common/flat-parameters.js';
import { createRandom } from '../src/common/random.js';
import { createAtari } from '../src/env/atari.js';
import { type Environment, frameBytes } from '../src/env/environment.js';
import { openLibrary } from '../src/env/library.js';
import { newestFileSet, writeFileSet } from '../src/files/file-set.js';
import { benchFlags } from './flags.js';
import { median, record } from './harness.js';

const { rounds, smoke } = benchFlags({ rounds: [300, 2] });
const million = smoke ? 8000 : 1_000_000;
const small = smoke ? 2000 : 50_000;
const stepsPerEpisode = smoke ? 300 : 6_000;
const updateMs = 24;
/** Transitions between two checkpoints: ten minutes at 40 updates a second. */
const tenMinutes = smoke ? 500 : 100_000;
const addsPerUpdate = defaults.learnPeriodSteps;

const library = await openLibrary();
const options = { ...defaults, lifeLossEndsEpisode: false };
const homebrew = ['catch', 'tenpins', 'raiders'];
/** Game-like programs of the conformance suite: a ball, two shooters over a moving playfield, bricks. */
const programs = ['games-00', 'games-01', 'games-06', 'games-08'];
/** No game looks like this: random programs that change nearly every pixel in every frame. */
const noise = ['mixed-02', 'playfield-01'];

const neutral = (template: Game): Game => ({
  ...template,
  id: 'bench',
  name: 'Bench',
  md5: [],
  rules: { reset: { reward: 0 }, init: {}, step: [], reward: 0, terminal: 0, lives: 0, unsaved: [] } as Game['rules'],
});
const ale = await createALEModule({
  games: [neutral(library.ale.games.find(({ id }) => id === 'assault')!)],
  printErr: () => {},
});
const traces = new URL('../packages/ale-js/data/conformance/core/traces/', import.meta.url);
const program = (name: string) => ({
  game: 'bench',
  file: 'bench.bin',
  bytes: Buffer.from(JSON.parse(gunzipSync(readFileSync(new URL(`${name}.json.gz`, traces))).toString()).rom, 'base64'),
});

/** Transitions of a random player, as the run loop pool them to the replay. */
function play(environment: Environment): Transition[] {
  const rng = createRandom(1);
  const transitions: Transition[] = [];
  for (let ended = true; transitions.length < stepsPerEpisode; ) {
    if (ended) environment.reset();
    const firstFrame = ended ? environment.frame.slice() : undefined;
    const action = rng.integer(environment.actions.length);
    const { reward, terminated, truncated, gameOver } = environment.step(action);
    transitions.push({ environment: 0, firstFrame, action, reward, terminated, frame: environment.frame.slice() });
    ended = terminated || truncated || gameOver;
  }
  return transitions;
}

const played = new Map<string, Transition[]>();
for (const name of homebrew) {
  played.set(name, play(createAtari(library.ale, library.open(name), defaults, createRandom(1))));
}
for (const name of [...programs, ...noise]) {
  played.set(name, play(createAtari(ale, program(name), options, createRandom(1))));
}
/** One game after the other, again and again. */
const mix = [...homebrew, ...programs].flatMap((name) => played.get(name)!);

const create = (storage: 'compressed' | 'raw', capacity: number) =>
  createReplay({ capacity, environments: 1, discount: defaults.discount, storage });
const feeds = new Map<Replay, number>();
/** Adds so many transitions of the mix, continuing where the replay's last call stopped. */
function feed(replay: Replay, count: number, from = mix) {
  const next = feeds.get(replay) ?? 0;
  for (let i = next; i < next + count; i++) replay.add(from[i % from.length]!);
  feeds.set(replay, next + count);
}

const batch = createBatch(defaults.batchTransitions);
const rng = createRandom(2);
/** An update of the network leaves nothing of the replay in the caches. */
const other = new Uint8Array(48 * 2 ** 20);
function useCaches() {
  for (let i = 0; i < other.length; i += 64) other[i]!++;
}

interface Cost {
  readonly sampleMs: number;
  readonly addMs: number;
}

/** Medians of a sampled batch and of the transitions stored between two, the replays in turn. */
function costs(replays: readonly Replay[], from = mix): Cost[] {
  const times = replays.map(() => ({ sample: [] as number[], add: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    replays.forEach((replay, i) => {
      useCaches();
      const begin = performance.now();
      replay.sample(batch, rng);
      const sampled = performance.now();
      feed(replay, addsPerUpdate, from);
      times[i]!.sample.push(sampled - begin);
      times[i]!.add.push(performance.now() - sampled);
    });
  }
  return times.map(({ sample, add }) => ({ sampleMs: median(sample), addMs: median(add) }));
}

const figures: Record<string, number | string> = {};
for (const [name, transitions] of played) {
  const replay = create('compressed', stepsPerEpisode + 1000);
  feed(replay, stepsPerEpisode, transitions);
  const { oldest, end } = replay.window(0);
  const packed = replay.read(0, oldest, end).parts.reduce((sum, part) => sum + part.length, 0);
  const [cost] = costs([replay], transitions);
  figures[`${name}, bytes/transition`] = packed / stepsPerEpisode;
  figures[`${name}, ms/batch`] = cost!.sampleMs;
}

const gigabytes = () => process.memoryUsage.rss() / 1e9;
const before = gigabytes();
const full = create('compressed', million);
feed(full, million);
figures['compressed, 1 M, GB'] = full.bytes / 1e9;
figures['compressed, 1 M, GB more of resident memory'] = gigabytes() - before;
figures['compressed, 1 M, bytes/transition'] = full.bytes / million;

const sizes: [string, Replay][] = [
  ['compressed, 50 k', create('compressed', small)],
  ['compressed, 1 M', full],
  ['raw, 50 k', create('raw', small)],
];
const rawFits = freemem() > million * frameBytes * 1.2;
if (rawFits) sizes.push(['raw, 1 M', create('raw', million)]);
else console.log(`raw, 1 M is left out: it takes ${(million * frameBytes) / 1e9} GB, free are ${freemem() / 1e9}`);

for (const [, replay] of sizes) if (replay !== full) feed(replay, million);
if (rawFits) figures['raw, 1 M, GB'] = sizes[3]![1].bytes / 1e9;

const measured = costs(sizes.map(([, replay]) => replay));
sizes.forEach(([name], i) => {
  const { sampleMs, addMs } = measured[i]!;
  figures[`${name}, ms/batch of 32`] = sampleMs;
  figures[`${name}, ms/${addsPerUpdate} frames stored`] = addMs;
  figures[`${name}, share of an update of ${updateMs} ms, %`] = ((sampleMs + addMs) / updateMs) * 100;
});
const update = (i: number) => updateMs + measured[i]!.sampleMs + measured[i]!.addMs;
figures['compressed, update at 1 M / at 50 k'] = update(1) / update(0);

sizes.length = 0;
const atFirst = gigabytes();
feed(full, million);
figures['compressed, after another million, GB'] = full.bytes / 1e9;
figures['compressed, after another million, GB more of resident memory'] = gigabytes() - atFirst;

/** Other parts of a checkpoint: those of a training. */
const environment = createAtari(library.ale, library.open('catch'), defaults, createRandom(1));
const specs = parameterSpecs({ actions: environment.actions.length });
const [online, target, mean, meanSquare] = Array.from({ length: 4 }, () => createFlatParameters(specs));
const agent = { game: 'catch', actions: environment.actions, config: defaults, specs, views: online!.views };
const blocks = { target: target!, mean: mean!, 'mean-square': meanSquare! };
const state = { environments: [environment.save()], progress: [newProgress()], generators: {} };

const root = mkdtempSync(join(tmpdir(), 'sap-atari-bench-'));
const megabytes = () =>
  readdirSync(root, { recursive: true, encoding: 'utf8' }).reduce(
    (sum, name) => sum + statSync(join(root, name)).size,
    0,
  ) / 1e6;
const secondsOf = async (call: () => unknown) => {
  const begin = performance.now();
  await call();
  return (performance.now() - begin) / 1000;
};
try {
  const save = (step: number) =>
    secondsOf(() =>
      writeFileSet(root, step, checkpointFiles({ ...agent, step }, blocks, state, { step }, replayFiles(full))),
    );
  figures['first checkpoint, all of a full replay, s'] = await save(1);
  figures['… MB'] = megabytes();
  const later: number[] = [];
  for (let step = 2; step < 7; step++) {
    feed(full, tenMinutes);
    later.push(await save(step));
  }
  figures['checkpoint after 100,000 more transitions, s'] = median(later);
  const fresh = create('compressed', million);
  figures['restored, s'] = await secondsOf(() => {
    const set = newestFileSet(root)!;
    readCheckpoint(set, { agent, environments: 1, generators: [], counters: z.object({ step: z.int() }) });
    restoreParameters(set, specs, online!);
    restoreBlocks(set, specs, blocks);
    restoreReplay(fresh, set);
  });
} finally {
  rmSync(root, { recursive: true });
}
record('replay', figures);
