/**
 * run.json: marks a folder as a training run, and says how its config was when the run last wrote it. A config.json that
 * differs was edited by hand.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../common/errors.js';
import { shown } from '../../common/printable.js';
import { writeAtomically } from '../../files/atomic-write.js';
import type { ConfigFile } from '../../files/config-file.js';
import { jsonText } from '../../files/json-text.js';
import { type FolderKind, hasFormat } from '../../files/own-folder.js';
import { readJson } from '../../files/read-file.js';

/** What sets one kind of run apart. */
export interface RunKind<Config extends object> {
  /** Key of every row that says how far the run was: `step`, `step`. */
  readonly position: string;
  /** What a run that has ended leaves: `agent`. */
  readonly model: string;
  readonly loadConfig: ConfigFile<Config>['load'];
  /** What may differ when a run goes on: how long it lasts, how often it saves, what computes. */
  readonly changeable: readonly (keyof Config)[];
  /** The position at which it ends, where that may differ, and the option that sets it. */
  readonly length?: { readonly key: keyof Config; readonly option: string };
  /** Keys by which a config.json of version 0.1, which wrote no run.json, is known. */
  readonly knownBy: readonly (keyof Config)[];
}

type Values = Readonly<Record<string, unknown>>;

/** Changes of what otherwise must stay, which the user has accepted. */
export interface ConfigChange {
  /** The run's position. */
  readonly at: number;
  /** Key → value before and after. */
  readonly keys: Readonly<Record<string, readonly [unknown, unknown]>>;
}

export interface RunRecord {
  readonly config: Values;
  /** The config before: a process may end between writing run.json and config.json. */
  readonly previous?: Values | undefined;
  readonly changes: readonly ConfigChange[];
}

export const configName = 'config.json';
export const recordName = 'run.json';

const formatOf = ({ model }: RunKind<never>) => `sap-atari ${model} run 1`;

const values = z.record(z.string(), z.unknown());
const recordSchema = z.object({
  config: values,
  previous: values.optional(),
  changes: z.array(z.object({ at: z.number(), keys: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])) })),
});

/** A folder with a run of this kind. */
export const runFolderKind = <Config extends object>(kind: RunKind<Config>): FolderKind => ({
  noun: `a training run of ${kind.model === 'agent' ? 'an agent' : `a ${kind.model}`}`,
  marker: recordName,
  isMarked: (folder) =>
    existsSync(join(folder, recordName))
      ? hasFormat(join(folder, recordName), formatOf(kind as never))
      : isOldConfig(kind, join(folder, configName)),
});

function isOldConfig<Config extends object>({ knownBy, loadConfig }: RunKind<Config>, file: string): boolean {
  try {
    loadConfig({ file });
    const config = readJson(file) as Config;
    return knownBy.every((key) => key in config);
  } catch {
    return false;
  }
}

/** Undefined for a run of version 0.1. @throws UsageError when it is damaged */
export function readRecord(folder: string): RunRecord | undefined {
  const path = join(folder, recordName);
  if (!existsSync(path)) return undefined;
  const { data, error } = recordSchema.safeParse(readJson(path));
  if (data) return data;
  const { path: key, message } = error.issues[0]!;
  throw new UsageError(`${path} is damaged: ${key.join('.')}: ${message}; start again with --overwrite`);
}

/** Writes run.json and config.json. @param before the record so far @param changes accepted now */
export function writeRecord<Config extends object>(
  kind: RunKind<Config>,
  folder: string,
  config: Config,
  before?: RunRecord,
  changes?: ConfigChange,
): void {
  const isNew = JSON.stringify(before?.config) !== JSON.stringify(config);
  const record = {
    format: formatOf(kind as never),
    changes: [...(before?.changes ?? []), ...(changes ? [changes] : [])],
    config,
    ...(before && isNew && { previous: before.config }),
  };
  writeAtomically(join(folder, recordName), jsonText(record));
  writeAtomically(join(folder, configName), jsonText(config));
}

/** Key → the values of both, where they differ. */
export function differences(before: object, after: object): Readonly<Record<string, readonly [unknown, unknown]>> {
  const [a, b] = [before as Values, after as Values];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  const differing = keys.filter((key) => JSON.stringify(a[key]) !== JSON.stringify(b[key]));
  return Object.fromEntries(differing.map((key) => [key, [a[key], b[key]]]));
}

/** @throws UsageError that names the keys, when config.json is not as the run wrote it */
export function expectUnedited(folder: string, record: RunRecord | undefined): void {
  if (!record) return;
  const path = join(folder, configName);
  const config = readJson(path) as object;
  const edited = differences(record.config, config);
  const asBefore = record.previous && Object.keys(differences(record.previous, config)).length === 0;
  if (Object.keys(edited).length === 0 || asBefore) return;
  const list = Object.entries(edited).map(([key, [before, after]]) => `${key} ${shown(before)} → ${shown(after)}`);
  throw new UsageError(
    `cannot resume ${folder}: ${configName} was edited since the run wrote it: ${list.join(', ')}; undo that, or accept it with --accept-config-changes`,
  );
}
