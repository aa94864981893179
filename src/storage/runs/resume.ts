/** What may be resumed: which config fits a run, and which checkpoint fits a config. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../common/errors.js';
import { shown } from '../../common/printable.js';
import type { FileSet } from '../../files/file-set.js';
import { parseJson } from '../../files/parse-json.js';
import { descriptionName } from '../../model/model-files.js';
import { configName } from './names.js';
import {
  type Differences,
  differences,
  expectFixed,
  expectRun,
  expectUnedited,
  type RunKind,
  type RunRecord,
  readRecord,
  storedConfig,
} from './record.js';

/**
 * @throws UsageError when the folder holds no run, or one whose config differs in a key that must not differ; with
 *   `acceptConfigChanges` every key may differ
 */
export function expectSameRun<Config extends object>(
  kind: RunKind<Config>,
  folder: string,
  config: Config,
  { acceptConfigChanges = false } = {},
): void {
  expectRun(kind, folder);
  expectFixed(kind, folder, config);
  if (acceptConfigChanges) return;
  expectUnedited(folder, readRecord(folder));
  const before = storedConfig(kind, folder);
  for (const key of Object.keys(before) as (keyof Config)[]) {
    if (kind.changeable.includes(key) || before[key] === config[key]) continue;
    throw new UsageError(
      `cannot resume ${folder}: its run has ${String(key)} ${shown(before[key])}, got ${shown(config[key])}; leave the option out, start another run, or accept the change with --accept-config-changes`,
    );
  }
}

/**
 * @param step at which the run resumes; it may lie a little beyond the end, since a round makes several steps
 * @throws UsageError when the config moves the end to before that step
 */
export function expectNoShorter<Config extends object>(
  { length }: RunKind<Config>,
  folder: string,
  config: Config,
  step: number,
): void {
  if (!length || step <= Number(config[length.key])) return;
  const before = readRecord(folder).config as Config;
  if (config[length.key] >= before[length.key]) return;
  throw new UsageError(
    `cannot resume ${folder}: its run is at step ${step}, expected ${length.option} of at least ${step}, got ${config[length.key]}`,
  );
}

/**
 * Checks that a run without a usable checkpoint may start again: it was stopped before its first, and repeats the same bytes.
 * @param faults of its checkpoints
 * @throws UsageError when there was a checkpoint, or the run had ended
 */
export function expectStart(
  { model }: Pick<RunKind<object>, 'model'>,
  folder: string,
  faults: readonly string[],
): void {
  if (faults.length > 0) {
    throw new UsageError(`cannot resume ${folder}: ${faults.join('; ')}; repair it, or start again with --overwrite`);
  }
  if (existsSync(join(folder, descriptionName)) && existsSync(join(folder, configName))) {
    throw new UsageError(
      `cannot resume ${folder}: expected checkpoints, got only the ${model} of a run that has ended`,
    );
  }
}

/** What shows that a checkpoint belongs to another run than the record's, in one line; undefined: nothing. */
export function otherRunFault<Config extends object>(
  { changeable }: RunKind<Config>,
  checkpoint: FileSet,
  { config: expected, changes }: RunRecord,
): string | undefined {
  const path = `${checkpoint.folder}/${descriptionName}`;
  const { config } = parseJson(checkpoint.read(descriptionName), path) as { readonly config: object };
  const mayDiffer = [...changeable, ...changes.flatMap(({ keys }) => Object.keys(keys))];
  const found = Object.entries(differences(config, expected)).find(
    ([key, both]) => !both.includes(undefined) && !mayDiffer.includes(key as keyof Config),
  );
  if (!found) return undefined;
  const [key, [theirs, ours]] = found;
  return `checkpoint ${checkpoint.folder} is of another run: expected ${key} ${shown(ours)}, got ${shown(theirs)}`;
}

/** What is wrong with a checkpoint that cannot be restored, in one line. */
export function restoreFault({ folder }: FileSet, error: unknown): string {
  if (error instanceof UsageError) return error.message;
  return `checkpoint ${folder} is unusable: its files are intact, but their content is not what this version writes`;
}

/** Keys that the user has accepted to change now; undefined: none. */
export function acceptedChanges<Config extends object>(
  { changeable }: RunKind<Config>,
  config: Config,
  record: RunRecord,
): Differences | undefined {
  const changes = Object.entries(differences(record.config, config)).filter(
    ([key, [before]]) => before !== undefined && !changeable.includes(key as keyof Config),
  );
  return changes.length > 0 ? Object.fromEntries(changes) : undefined;
}
