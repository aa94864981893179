/** Complete checkpoints of a training. A restored training gives the same bytes as one that was never interrupted. */
import { z } from 'zod';
import { UsageError } from '../common/errors.js';
import type { FlatParameters } from '../common/flat-parameters.js';
import type { Random } from '../common/random.js';
import type { Environment } from '../env/environment.js';
import { type FileSet, type Files, readSetJson } from '../files/file-set.js';
import { valuesFor, weightsName } from '../model/model-files.js';
import { decodeSafetensors, encodeSafetensors } from '../model/safetensors.js';
import { type Agent, encodeAgent, expectAgentFor, loadAgent } from './agent-files.js';
import type { Learner } from './learner/learner.js';
import type { Replay } from './replay/replay.js';
import { replayFiles, restoreReplay } from './replay/replay-files.js';

/** The state of a training, without its counters. */
export interface Training {
  readonly agent: Pick<Agent, 'game' | 'actions' | 'config' | 'specs'>;
  readonly learner: Learner;
  readonly replay: Replay;
  readonly environments: readonly Environment[];
  /** All random generators that training uses, by use. */
  readonly generators: Readonly<Record<string, Random>>;
}

/** The counters of a training, as JSON. `step` is the number of the checkpoint. */
export interface Counters {
  readonly step: number;
}

interface State<C extends Counters> {
  readonly counters: C;
  readonly generators: Readonly<Record<string, number[]>>;
  readonly windows: readonly { readonly oldest: number; readonly end: number }[];
}

/** The arrays of the learner, by file name. The online network is the agent's own file. */
const blocks = (learner: Learner): Readonly<Record<string, FlatParameters>> => ({
  [weightsName]: learner.online,
  'target.safetensors': learner.target,
  'mean.safetensors': learner.mean,
  'mean-square.safetensors': learner.meanSquare,
  ...(learner.lagUpdates > 0 ? { 'acting.safetensors': learner.acting } : {}),
});
/** The agent whose evaluation is in progress. */
const evaluatedName = 'evaluated.safetensors';
const environmentName = (index: number) => `environment-${index}.bin`;
const stateName = 'state.json';

/**
 * Returns the contents of the files of a checkpoint, by name.
 * @param evaluated parameters of the agent whose evaluation is in progress
 */
export function checkpointFiles<C extends Counters>(
  training: Training,
  counters: C,
  evaluated?: FlatParameters,
): Files {
  const { agent, learner, replay, environments, generators } = training;
  const { step } = counters;
  const state: State<C> = {
    counters,
    generators: Object.fromEntries(Object.entries(generators).map(([use, rng]) => [use, rng.state()])),
    windows: environments.map((_, index) => replay.window(index)),
  };
  const named = ({ views }: FlatParameters) =>
    agent.specs.map(({ name, shape }, i) => ({ name, shape, values: views[i]! }));
  return {
    [stateName]: () => JSON.stringify(state),
    ...contents({ ...blocks(learner), ...(evaluated && { [evaluatedName]: evaluated }) }, (block) =>
      encodeSafetensors(named(block)),
    ),
    ...contents(encodeAgent({ ...agent, step, views: learner.online.views }), (data) => data),
    ...Object.fromEntries(environments.map((environment, index) => [environmentName(index), () => environment.save()])),
    ...replayFiles(replay),
  };
}

const stateSchema = <C extends Counters>(counters: z.ZodType<C>) =>
  z.object({
    counters,
    generators: z.record(z.string(), z.array(z.int()).length(4)),
    windows: z.array(z.object({ oldest: z.int().min(0), end: z.int().min(0) })),
  });

/**
 * Restores a checkpoint into a new training, or into one for which an earlier attempt failed.
 * @param schema of the counters
 * @returns the counters
 * @throws UsageError if it is of another game, action set, network or step, or is damaged
 */
export async function restoreCheckpoint<C extends Counters>(
  set: FileSet,
  training: Training,
  schema: z.ZodType<C>,
): Promise<C> {
  const { agent, learner, replay, environments, generators } = training;
  expectAgentFor(loadAgent(set.folder), set.folder, agent.game, agent.actions);
  const state = readSetJson(set, stateName, stateSchema(schema));
  const expected = { step: set.number, environments: environments.length, uses: Object.keys(generators).join() };
  const got = {
    step: state.counters.step,
    environments: state.windows.length,
    uses: Object.keys(state.generators).join(),
  };
  for (const key of ['step', 'environments', 'uses'] as const) {
    if (got[key] !== expected[key]) {
      throw new UsageError(`${set.folder}/${stateName}: expected ${key} ${expected[key]}, got ${got[key]}`);
    }
  }
  for (const [name, block] of Object.entries(blocks(learner))) restoreBlock(set, name, agent.specs, block);
  await learner.refresh();
  environments.forEach((environment, index) => {
    const name = environmentName(index);
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

/** Restores the parameters of the agent whose evaluation was in progress. @throws UsageError where they are damaged */
export const restoreEvaluated = (set: FileSet, specs: Agent['specs'], into: FlatParameters): void =>
  restoreBlock(set, evaluatedName, specs, into);

function restoreBlock(set: FileSet, name: string, specs: Agent['specs'], { views }: FlatParameters): void {
  const source = `${set.folder}/${name}`;
  const values = valuesFor(specs, decodeSafetensors(set.read(name), source), source);
  for (const [i, view] of views.entries()) view.set(values[i]!);
}

const contents = <T>(entries: Readonly<Record<string, T>>, make: (value: T) => Uint8Array | string) =>
  Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, () => make(value)]));
