/**
 * Does training get slower as a run goes on? The whole loop (playing Catch, storing, an update every 4 steps) with a
 * replay that holds 50,000 transitions and with one that holds a million, both long since full, in turn.
 */
import { type Config, loadConfig, optimizerOptions } from '../src/agent/config.js';
import { createLearner } from '../src/agent/learner/learner.js';
import { initialize, parameterSpecs, qNetwork } from '../src/agent/network.js';
import { epsilonGreedy } from '../src/agent/policy.js';
import { compileQ } from '../src/agent/q-function.js';
import { createReplay, type Replay, type Transition } from '../src/agent/replay/replay.js';
import { runLoop } from '../src/agent/run-loop.js';
import { createRandom } from '../src/common/random.js';
import { createAtari } from '../src/env/atari.js';
import { openLibrary } from '../src/env/library.js';
import { benchFlags } from './flags.js';
import { median, record } from './harness.js';

const { windows, smoke } = benchFlags({ windows: [60, 1] });
const capacities = smoke ? { '50 k': 1000, '1 M': 2000 } : { '50 k': 50_000, '1 M': 1_000_000 };
/** Steps timed together. */
const window = 40;
/** The replay is filled with games of a random player, the same ones again and again. */
const played = smoke ? 1000 : 30_000;
const exploration = 0.1;

const library = await openLibrary();
const open = (config: Config) => createAtari(library.ale, library.open('catch'), config, createRandom(1));
const paper = new URL('../configs/paper.json', import.meta.url).pathname;

function configOf(replayCapacityTransitions: number): Config {
  return loadConfig({ file: paper, flags: { game: 'catch', replayCapacityTransitions, threads: 1 } });
}

async function randomGames(): Promise<Transition[]> {
  const random = createRandom(1);
  const transitions: Transition[] = [];
  const policy = epsilonGreedy(
    () => Promise.reject(new Error('asked for Q-values')),
    () => 1,
    random,
  );
  for await (const round of runLoop([open(configOf(1000))], policy)) {
    const { frame, ...rest } = round.transitions[0]!;
    transitions.push({ ...rest, frame: frame.slice() });
    if (transitions.length === played) break;
  }
  return transitions;
}

function fill(replay: Replay, count: number, from: readonly Transition[]): void {
  for (let i = 0; i < count; i++) replay.add(from[i % from.length]!);
}

/** A run as it is after `capacity` transitions and more. `decide` makes so many steps and the updates due. */
async function longRun(capacity: number, games: readonly Transition[]) {
  const config = configOf(capacity);
  const { batchTransitions, loss, discount, learnPeriodSteps, learningRate } = config;
  const environment = open(config);
  const specs = parameterSpecs({ actions: environment.actions.length });
  const optimizer = optimizerOptions(config);
  const learner = await createLearner({ network: {}, specs, batchTransitions, slices: 1, loss, optimizer });
  const random = createRandom(config.seed);
  initialize(learner.online.views, specs, random);
  learner.target.flat.set(learner.online.flat);
  await learner.refresh();
  const { q, dispose } = await compileQ({ network: qNetwork(), specs, views: learner.policy, batch: 1 });
  const replay = createReplay({ capacity, environments: 1, discount });
  fill(replay, capacity + window, games);
  const policy = epsilonGreedy(q, () => exploration, random);
  const rounds = runLoop([environment], policy);
  let step = 0;
  return {
    replay,
    async decide(count: number) {
      for (const end = step + count; step < end; step++) {
        const { value } = await rounds.next();
        for (const transition of value.transitions) replay.add(transition);
        if (step % learnPeriodSteps !== 0) continue;
        replay.sample(learner.batch, random);
        await learner.learn(1, learningRate);
      }
    },
    dispose: () => Promise.all([learner.dispose(), dispose()]),
  };
}

const gigabytes = () => process.memoryUsage.rss() / 1e9;
const games = await randomGames();
const runs = [];
for (const [name, capacity] of Object.entries(capacities)) runs.push({ name, ...(await longRun(capacity, games)) });
for (const { decide } of runs) await decide(2 * window);

const atFirst = gigabytes();
const times = runs.map((): number[] => []);
for (let i = 0; i < windows; i++) {
  for (const [k, { decide }] of runs.entries()) {
    const begin = performance.now();
    await decide(window);
    times[k]!.push((performance.now() - begin) / window);
  }
}

const figures: Record<string, number> = {};
runs.forEach(({ name, replay }, k) => {
  figures[`${name} held, steps/s`] = 1000 / median(times[k]!);
  figures[`${name} held, replay, GB`] = replay.bytes / 1e9;
});
figures['rate at 1 M / at 50 k, median of pairs'] = median(times[0]!.map((ms, i) => ms / times[1]![i]!));

const million = runs[1]!.replay;
const heldBefore = million.bytes;
fill(million, capacities['1 M'], games);
figures['replay after another million / before'] = million.bytes / heldBefore;
figures['resident memory more by then, GB'] = gigabytes() - atFirst;
record('length', figures);
for (const { dispose } of runs) await dispose();
