/** A training run as files, complete: a run that is restored goes on to the same bytes as one that was never stopped. */
import type { Environment } from '../env/environment.js';
import { UsageError } from '../errors.js';
import { type FileSet, writeFileSet } from '../files/file-set.js';
import { weightsName } from '../files/model-files.js';
import { parseJson } from '../files/parse-json.js';
import { decodeSafetensors, encodeSafetensors } from '../files/safetensors.js';
import type { ParameterBlock } from '../parameter-block.js';
import type { Random } from '../random.js';
import { type Agent, encodeAgent, expectAgentFor, loadAgent } from './agent-files.js';
import type { Learner } from './learner.js';
import type { Replay } from './replay.js';
import { replayFiles, restoreReplay } from './replay-files.js';

/** Everything that decides how a run goes on, apart from its counters. */
export interface Training {
  readonly agent: Pick<Agent, 'game' | 'actions' | 'config' | 'specs'>;
  readonly learner: Learner;
  readonly replay: Replay;
  readonly environments: readonly Environment[];
  /** By use; only these are drawn from while training. */
  readonly generators: Readonly<Record<string, Random>>;
}

/** Where the run stands, as JSON; `decision` numbers the checkpoint. */
export interface Counters {
  readonly decision: number;
}

interface State<C extends Counters> {
  readonly counters: C;
  readonly generators: Readonly<Record<string, number[]>>;
  readonly windows: readonly { readonly oldest: number; readonly end: number }[];
}

/** The learner's arrays by the file that holds them; the online network's is the agent's own. */
const blocks = (learner: Learner): Readonly<Record<string, ParameterBlock>> => ({
  [weightsName]: learner.online,
  'target.safetensors': learner.target,
  'mean.safetensors': learner.mean,
  'mean-square.safetensors': learner.meanSquare,
  ...(learner.lagUpdates > 0 ? { 'acting.safetensors': learner.acting } : {}),
});
const environmentName = (lane: number) => `environment-${lane}.bin`;
const stateName = 'state.json';

/** Writes a checkpoint under `root`; the one before it is kept. @throws Error in one line, e.g. when the disk is full */
export function saveCheckpoint<C extends Counters>(root: string, training: Training, counters: C): void {
  const { agent, learner, replay, environments, generators } = training;
  const { decision } = counters;
  const state: State<C> = {
    counters,
    generators: Object.fromEntries(Object.entries(generators).map(([use, rng]) => [use, rng.state()])),
    windows: environments.map((_, lane) => replay.window(lane)),
  };
  const named = ({ views }: ParameterBlock) =>
    agent.specs.map(({ name, shape }, i) => ({ name, shape, values: views[i]! }));
  writeFileSet(root, decision, {
    [stateName]: () => JSON.stringify(state),
    ...contents(blocks(learner), (block) => encodeSafetensors(named(block))),
    ...contents(encodeAgent({ ...agent, decision, views: learner.online.views }), (data) => data),
    ...Object.fromEntries(environments.map((environment, lane) => [environmentName(lane), () => environment.save()])),
    ...replayFiles(replay),
  });
}

/**
 * Puts a checkpoint back into a freshly made training. → its counters
 * @throws UsageError when it is of another game, action set or network
 */
export async function restoreCheckpoint<C extends Counters>(set: FileSet, training: Training): Promise<C> {
  const { agent, learner, replay, environments, generators } = training;
  expectAgentFor(loadAgent(set.folder), set.folder, agent.game, agent.actions);
  const state = parseJson(set.read(stateName), `${set.folder}/${stateName}`) as State<C>;
  if (state.windows.length !== environments.length) {
    throw new UsageError(`${set.folder}: expected ${environments.length} environments, got ${state.windows.length}`);
  }
  for (const [name, block] of Object.entries(blocks(learner))) {
    const arrays = decodeSafetensors(set.read(name), `${set.folder}/${name}`);
    agent.specs.forEach((spec, i) => {
      const array = arrays[i];
      if (array?.name !== spec.name || array.values.length !== block.views[i]!.length) {
        throw new UsageError(`${set.folder}/${name} is of another network: expected ${spec.name} [${spec.shape}]`);
      }
      block.views[i]!.set(array.values);
    });
  }
  await learner.refresh();
  environments.forEach((environment, lane) => {
    const name = environmentName(lane);
    try {
      environment.restore(set.read(name));
    } catch (error) {
      throw new UsageError(`${set.folder}/${name}: ${(error as Error).message}`);
    }
  });
  for (const [use, rng] of Object.entries(generators)) rng.restore(state.generators[use]!);
  restoreReplay(replay, state.windows, set);
  return state.counters;
}

const contents = <T>(entries: Readonly<Record<string, T>>, make: (value: T) => Uint8Array | string) =>
  Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, () => make(value)]));
