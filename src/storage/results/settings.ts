/** settings.json of a result folder (result-folder.ts): marks the folder, and holds what its lines depend on. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../common/errors.js';
import { printable, shown } from '../../common/printable.js';
import { writeAtomically } from '../../files/atomic-write.js';
import { type Format, formatText, isFormat } from '../../files/format.js';
import { jsonText } from '../../files/json-text.js';
import type { Lease } from '../../files/lease.js';
import { type FolderKind, hasFormat } from '../../files/own-folder.js';
import { readJson } from '../../files/read-file.js';
import { linesMarkSchema } from './lines.js';

export const settingsName = 'settings.json';

/** A kind of result folder. */
export interface ResultKind {
  /** In formats: `evaluation`. */
  readonly name: string;
  /** In messages: `an evaluation`. */
  readonly noun: string;
  /** Version of the format, one higher after each change of its lines or choices; default 2. */
  readonly version?: number;
}

/** Flat values by name. A name that an experiment had before must have the same value when it is resumed. */
export type Identity = Readonly<Record<string, string | number | boolean | null>>;

const settingsSchema = z.object({
  format: z.string(),
  /** Of the computation of the lines (result-folder.ts); absent: 1. */
  revision: z.int().min(1).optional(),
  identity: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  choices: z.looseObject({}),
  /** Absent or null: the file of lines is accepted as it is. */
  lines: linesMarkSchema.nullish(),
});

export type Settings = Readonly<Omit<z.infer<typeof settingsSchema>, 'format' | 'choices'>> & {
  readonly choices: unknown;
};

const formatOf = ({ name, version = 2 }: ResultKind): Format => ({
  name,
  version,
  remedy: 'start anew, in another folder',
});

/** A folder of this kind. `isMarked` throws UsageError for a folder of an older version. */
export const resultFolderKind = (kind: ResultKind): FolderKind => ({
  noun: kind.noun,
  marker: settingsName,
  isMarked: (folder) => hasFormat(join(folder, settingsName), formatOf(kind)),
});

export function writeSettings(folder: string, kind: ResultKind, settings: Settings): void {
  const { revision, identity, choices, lines } = settings;
  const all = { format: formatText(formatOf(kind)), revision, identity, choices, lines }; // JSON omits undefined values
  writeAtomically(join(folder, settingsName), jsonText(all));
}

/** Marks a folder that contains the folders of several experiments. */
export function markFolder(folder: string, lease: Lease, kind: ResultKind, choices: object): void {
  lease.expectHeld();
  writeSettings(folder, kind, { identity: {}, choices });
}

/**
 * The choices with which a folder was last opened.
 * @param schema of the choices
 * @throws UsageError when the folder holds no experiment of that kind, or choices that do not fit the schema
 */
export function readChoices<Choices>(folder: string, kind: ResultKind, schema: z.ZodType<object>): Choices {
  const path = join(folder, settingsName);
  const settings = readSettings(folder, kind);
  if (!settings) throw new UsageError(`${folder} holds no ${kind.name} to resume: expected ${path}`);
  expectSettings(path, z.object({ choices: schema }), settings);
  return settings.choices as Choices; // as they were written: zod would put their keys in another order
}

/** @returns undefined where there are none @throws UsageError for those of another kind or version, or damaged ones */
export function readSettings(folder: string, kind: ResultKind): Settings | undefined {
  const path = join(folder, settingsName);
  if (!existsSync(path)) return undefined;
  const format = formatOf(kind);
  let settings: Partial<{ readonly format: unknown }> | null;
  try {
    settings = readJson(path) as typeof settings;
  } catch (error) {
    throw refusal((error as Error).message);
  }
  if (!isFormat(settings?.format, format, path)) {
    throw refusal(`${path}: expected format "${formatText(format)}", got ${shown(settings?.format)}`);
  }
  expectSettings(path, settingsSchema, settings);
  return settings as unknown as Settings;
}

function expectSettings(path: string, schema: z.ZodType, settings: unknown): void {
  const issue = schema.safeParse(settings).error?.issues[0];
  if (!issue) return;
  const found = printable(`${issue.path.join('.')}: ${issue.message}`);
  throw refusal(`${path}: expected settings as they were written, got others (${found})`);
}

const refusal = (why: string) => new UsageError(`${why}: restore the file, or choose another folder`);
