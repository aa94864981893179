/** Complete checkpoints of a training. A restored training gives the same bytes as one that was never interrupted. */
import { z } from 'zod';
import { UsageError } from '../common/errors.js';
import type { FlatParameters, ParameterSpec } from '../common/flat-parameters.js';
import { type FileSet, type Files, readSetJson } from '../files/file-set.js';
import { valuesFor, weightsName } from '../model/model-files.js';
import { decodeSafetensors, encodeSafetensors } from '../model/safetensors.js';
import { type Agent, encodeAgent, expectAgentFor, loadAgent } from './agent-files.js';
import { environmentName, type SavedState } from './saved-state.js';

/** Arrays with the shapes of the parameters, by use: `mean` … */
export type Blocks = Readonly<Record<string, FlatParameters>>;

/** The counters of a training, as JSON. `step` is the number of the checkpoint. */
export interface Counters {
  readonly step: number;
}

const stateName = 'state.json';
const blockName = (use: string) => `${use}.safetensors`;

/**
 * Returns the contents of the files of a checkpoint, by name.
 * @param agent its views are the parameters of the trained network
 * @param files further ones
 */
export function checkpointFiles(
  agent: Omit<Agent, 'network'>,
  blocks: Blocks,
  { environments, progress, generators }: SavedState,
  counters: Counters,
  files: Files = {},
): Files {
  const encode = ({ views }: FlatParameters) =>
    encodeSafetensors(agent.specs.map(({ name, shape }, i) => ({ name, shape, values: views[i]! })));
  return {
    [stateName]: () => JSON.stringify({ counters, generators, progress }),
    ...entries(blocks, blockName, encode),
    ...entries(
      encodeAgent(agent),
      (name) => name,
      (data) => data,
    ),
    ...entries(
      environments,
      (number) => environmentName(Number(number)),
      (state) => state,
    ),
    ...files,
  };
}

const entries = <T>(
  values: Readonly<Record<string, T>> | readonly T[],
  nameOf: (key: string) => string,
  make: (value: T) => Uint8Array | string,
): Files => Object.fromEntries(Object.entries(values).map(([key, value]) => [nameOf(key), () => make(value)]));

const stateSchema = <C extends Counters>(counters: z.ZodType<C>) =>
  z.object({
    counters,
    generators: z.record(z.string(), z.array(z.int()).length(4)),
    progress: z.array(z.object({ return: z.number(), steps: z.int().min(0), ended: z.boolean() })),
  });

/** What a checkpoint must fit. */
export interface ExpectedCheckpoint<C extends Counters> {
  readonly agent: Pick<Agent, 'game' | 'actions'>;
  /** Number of environments. */
  readonly environments: number;
  /** Uses of the random generators. */
  readonly generators: readonly string[];
  /** Schema of the counters. */
  readonly counters: z.ZodType<C>;
}

/**
 * Reads the counters and the state of a checkpoint.
 * @throws UsageError if it is of another game, action set, training or step, or is damaged
 */
export function readCheckpoint<C extends Counters>(
  set: FileSet,
  expected: ExpectedCheckpoint<C>,
): { readonly counters: C; readonly state: SavedState } {
  expectAgentFor(loadAgent(set.folder), set.folder, expected.agent.game, expected.agent.actions);
  const { counters, generators, progress } = readSetJson(set, stateName, stateSchema(expected.counters));
  for (const [key, wanted, got] of [
    ['step', set.number, counters.step],
    ['environments', expected.environments, progress.length],
    ['random generators', expected.generators.join(), Object.keys(generators).join()],
  ]) {
    if (got !== wanted) throw new UsageError(`${set.folder}/${stateName}: expected ${key} ${wanted}, got ${got}`);
  }
  const environments = progress.map((_, number) => set.read(environmentName(number)));
  return { counters, state: { environments, progress, generators } };
}

/** Restores the parameters of the trained network. @throws UsageError where they are damaged */
export const restoreParameters = (set: FileSet, specs: readonly ParameterSpec[], into: FlatParameters): void =>
  restoreArrays(set, weightsName, specs, into);

/** Restores arrays of a checkpoint. @throws UsageError where they are damaged */
export function restoreBlocks(set: FileSet, specs: readonly ParameterSpec[], blocks: Blocks): void {
  for (const [use, block] of Object.entries(blocks)) restoreArrays(set, blockName(use), specs, block);
}

function restoreArrays(set: FileSet, name: string, specs: readonly ParameterSpec[], { views }: FlatParameters): void {
  const source = `${set.folder}/${name}`;
  const values = valuesFor(specs, decodeSafetensors(set.read(name), source), source);
  for (const [i, view] of views.entries()) view.set(values[i]!);
}
