/**
 * run.json: marks a folder as a training run, and holds the config as the run last wrote it. A config.json that differs
 * was edited by hand.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../common/errors.js';
import { shown } from '../../common/printable.js';
import { writeAtomically } from '../../files/atomic-write.js';
import type { ConfigFile } from '../../files/config-file.js';
import { type Format, formatText, olderVersion } from '../../files/format.js';
import { jsonText } from '../../files/json-text.js';
import { type FolderKind, hasFormat } from '../../files/own-folder.js';
import { readJson } from '../../files/read-file.js';
import { descriptionName } from '../../model/model-files.js';
import { checkpointsName, configName, metricsName, recordName } from './names.js';

/** A kind of run: of agents, or of classifiers. */
export interface RunKind<Config extends object> {
  /** What a finished run leaves: `agent`. */
  readonly model: string;
  readonly loadConfig: ConfigFile<Config>['load'];
  /** Keys that may differ when a run is resumed: how long it lasts, how often it saves, what computes. */
  readonly changeable: readonly (keyof Config)[];
  /** Keys that cannot change when a run is resumed, since its checkpoints depend on them. */
  readonly fixed?: readonly (keyof Config)[];
  /** The key of the step at which the run ends, where it may differ, and the option that sets it. */
  readonly length?: { readonly key: keyof Config; readonly option: string };
}

type Values = Readonly<Record<string, unknown>>;

/** Key → its value before and after. */
export type Differences = Readonly<Record<string, readonly [before: unknown, after: unknown]>>;

/** A change of keys that otherwise must not differ, accepted by the user. */
interface ConfigChange {
  /** Step of the run. */
  readonly at: number;
  readonly keys: Differences;
}

export interface RunRecord {
  readonly config: Values;
  /** The config before: a process may end between writing run.json and config.json. */
  readonly previous?: Values | undefined;
  readonly changes: readonly ConfigChange[];
}

const formatOf = ({ model }: Pick<RunKind<never>, 'model'>): Format => ({
  name: `${model} run`,
  version: model === 'agent' ? 3 : 2,
  remedy: 'train anew, in another folder',
});

const values = z.record(z.string(), z.unknown());
const recordSchema = z.object({
  config: values,
  previous: values.optional(),
  changes: z.array(z.object({ at: z.number(), keys: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])) })),
});

/** A folder with a run of this kind. `isMarked` throws UsageError for a run of an older version. */
export const runFolderKind = (kind: Pick<RunKind<never>, 'model'>): FolderKind => ({
  noun: `a training run of ${kind.model === 'agent' ? 'an agent' : `a ${kind.model}`}`,
  marker: recordName,
  isMarked: (folder) => hasFormat(join(folder, recordName), formatOf(kind)),
});

/**
 * Whether the folder has none of the files that a run has once it has begun. A process that ends while it creates a run may leave run.json
 * without config.json, which is written last: a new run may take its place.
 */
export const isUnbegun = (folder: string): boolean =>
  ![configName, metricsName, checkpointsName, descriptionName].some((name) => existsSync(join(folder, name)));

/** @throws UsageError when run.json is damaged */
export function readRecord(folder: string): RunRecord {
  const path = join(folder, recordName);
  const { data, error } = recordSchema.safeParse(readJson(path));
  if (data) return data;
  const { path: key, message } = error.issues[0]!;
  throw new UsageError(`${path} is damaged: ${key.join('.')}: ${message}; start again with --overwrite`);
}

export interface RecordOptions {
  /** The record so far. */
  readonly before?: RunRecord | undefined;
  /** A change that is accepted now. */
  readonly change?: ConfigChange | undefined;
  /** Files with which a new run begins, by path in its folder. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

/** Writes run.json, then other files, then config.json. */
export function writeRecord(
  kind: Pick<RunKind<never>, 'model'>,
  folder: string,
  config: object,
  { before, change, files = {} }: RecordOptions = {},
): void {
  const isNew = JSON.stringify(before?.config) !== JSON.stringify(config);
  const record = {
    format: formatText(formatOf(kind)),
    changes: [...(before?.changes ?? []), ...(change ? [change] : [])],
    config,
    ...(before && isNew && { previous: before.config }),
  };
  writeAtomically(join(folder, recordName), jsonText(record));
  for (const [path, data] of Object.entries(files)) writeAtomically(join(folder, path), data);
  writeAtomically(join(folder, configName), jsonText(config));
}

/** The keys in which two configs differ. */
export function differences(before: object, after: object): Differences {
  const [a, b] = [before as Values, after as Values];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  const differing = keys.filter((key) => JSON.stringify(a[key]) !== JSON.stringify(b[key]));
  return Object.fromEntries(differing.map((key) => [key, [a[key], b[key]]]));
}

/** @throws UsageError that names the keys, when config.json is not as the run wrote it */
export function expectUnedited(folder: string, record: RunRecord): void {
  const config = readJson(join(folder, configName)) as object;
  const edited = differences(record.config, config);
  const isPrevious = record.previous && Object.keys(differences(record.previous, config)).length === 0;
  if (Object.keys(edited).length === 0 || isPrevious) return;
  const list = Object.entries(edited).map(([key, [before, after]]) => `${key} ${shown(before)} → ${shown(after)}`);
  throw new UsageError(
    `cannot resume ${folder}: ${configName} was edited since the run wrote it: ${list.join(', ')}; undo the edit, or accept it with --accept-config-changes`,
  );
}

/** The config of a run that is to be resumed, with flags. @throws UsageError as `expectRun`, and for a wrong config */
export function loadRunConfig<Config extends object>(kind: RunKind<Config>, folder: string, flags?: Values): Config {
  expectRun(kind, folder);
  const inFile = readJson(join(folder, configName)) as object;
  for (const each of [inFile, flags ?? {}]) expectFixed(kind, folder, each);
  return storedConfig(kind, folder, flags);
}

/** Returns the config in config.json, with flags. */
export const storedConfig = <Config extends object>(kind: RunKind<Config>, folder: string, flags?: Values): Config =>
  kind.loadConfig({ file: join(folder, configName), ofRun: true, flags });

/** @throws UsageError when one of these keys differs from the run's and cannot change */
export function expectFixed<Config extends object>(
  { fixed = [] }: RunKind<Config>,
  folder: string,
  keys: object,
): void {
  const { config } = readRecord(folder);
  for (const key of fixed as readonly string[]) {
    const [before, now] = [config[key], (keys as Values)[key]];
    if (now === undefined || now === before) continue;
    throw new UsageError(
      `cannot resume ${folder}: its run has ${key} ${shown(before)}, got ${shown(now)}; a run keeps its ${key}: start another run`,
    );
  }
}

/** @throws UsageError when the folder holds no run of this kind, one that never began, or one of an older version */
export function expectRun(kind: Pick<RunKind<never>, 'model'>, folder: string): void {
  if (runFolderKind(kind).isMarked(folder)) {
    if (!isUnbegun(folder)) return;
    throw new UsageError(
      `cannot resume ${folder}: its run was stopped before it began; give the same command without --resume`,
    );
  }
  const path = join(folder, recordName);
  if (!existsSync(path) && existsSync(join(folder, configName))) {
    throw olderVersion(`the run in ${folder}, which has no ${recordName},`, formatOf(kind).remedy);
  }
  throw new UsageError(`${folder} holds no run to resume: expected a valid ${path}`);
}
