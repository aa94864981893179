/**
 * The folder of an experiment that is made of many pieces of work and can be stopped between any two of them:
 *
 *     settings.json     what was chosen, and what must not change when it goes on
 *     *.jsonl           a line for each finished piece, as it comes
 *     timing.jsonl      a line for each finished piece too: how long it took
 *     results.*         made from the lines
 */
import { existsSync, mkdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../errors.js';
import { appendWhole, explainFailure, writeAtomically } from '../files/files.js';
import { readJson } from '../files/read-file.js';
import { shown } from '../printable.js';
import { type Timing, timingName } from './result-timing.js';
import { parseRows, readText } from './row-file.js';

/** Flat values by name; equal names, equal values in an experiment that goes on. */
export type Identity = Readonly<Record<string, string | number | boolean | null>>;

export interface ResultFolderOptions<Line = object> {
  /** What the folder holds: `evaluation`. */
  readonly kind: string;
  /** File of the lines, without `.jsonl`. */
  readonly lines: string;
  /** What each of them has. */
  readonly schema: z.ZodType<Line>;
  /** What a finished piece depends on besides its own line's keys. Names that only one of both has may come and go. */
  readonly identity: Identity;
  /** All that was chosen, as JSON: `readChoices` gives it back. */
  readonly choices: unknown;
  /** Delete what is there first. */
  readonly overwrite?: boolean;
  /** What is wrong with lines that were found there, as a clause, if anything: they are then left alone and refused. */
  readonly wrongWith?: (lines: readonly Line[]) => string | undefined;
}

export interface ResultFolder<Line> {
  /** Finished before. */
  readonly lines: readonly Line[];
  /** Appends the lines of a piece, and its time to timing.jsonl; they are on their way to the disk when this returns. */
  add(lines: readonly Line[], timing: Timing): void;
  /** Writes a file of the folder in full or not at all. */
  write(name: string, text: string): void;
  /**
   * To be called before work that will add lines.
   * @throws UsageError where lines of another revision are: both together would be one table of two computations
   */
  expectRevision(): void;
}

const settingsName = 'settings.json';

/**
 * Counts changes of what attacks and defences compute, in settings.json from 2 on (docs/decisions/0015): 2 has the
 * cross-entropy whose gradient does not vanish, and noise keyed by example.
 */
const revision = 2;
const formatOf = (kind: string) => `sap-atari ${kind} 1`;

/**
 * Opens a folder to begin or to go on.
 * @throws UsageError when it holds something else, or pieces made with other settings; Error when it cannot be written to
 */
export function openResultFolder<Line>(folder: string, options: ResultFolderOptions<Line>): ResultFolder<Line> {
  const { kind, identity, choices, overwrite = false } = options;
  const linesPath = join(folder, `${options.lines}.jsonl`);
  const settingsPath = join(folder, settingsName);
  explainFailure(folder, () => mkdirSync(folder, { recursive: true }));
  if (overwrite)
    for (const path of [linesPath, settingsPath]) explainFailure(path, () => rmSync(path, { force: true }));
  const before = readSettings(folder, kind);
  if (!before && existsSync(linesPath) && statSync(linesPath).size > 0) {
    throw new UsageError(
      `${linesPath} has no ${settingsName} beside it that says how it was made: choose another --out, or replace it with --overwrite`,
    );
  }
  const refuse = (reason: string): never => {
    throw new UsageError(
      `cannot go on in ${folder}: its ${kind} has ${reason}; choose another --out, or replace it with --overwrite`,
    );
  };
  for (const [name, value] of Object.entries(before?.identity ?? {})) {
    if (!(name in identity) || identity[name] === value) continue;
    refuse(`${name} ${JSON.stringify(value)}, got ${JSON.stringify(identity[name])}`);
  }
  const lines = readLines<Line>(linesPath, options.schema);
  const wrong = options.wrongWith?.(lines);
  if (wrong !== undefined) refuse(wrong);
  const found = lines.length > 0 ? (before?.revision ?? 1) : revision;
  const settings: Settings = {
    format: formatOf(kind),
    ...(found > 1 && { revision: found }),
    identity: { ...before?.identity, ...identity },
    choices,
  };
  const writeSettings = (of: Settings) => writeAtomically(settingsPath, `${JSON.stringify(of, null, 2)}\n`);
  writeSettings(settings);
  return {
    lines,
    add(lines, timing) {
      appendWhole(linesPath, jsonLines(lines));
      appendWhole(join(folder, timingName), jsonLines([timing]));
    },
    write: (name, text) => writeAtomically(join(folder, name), text),
    expectRevision() {
      if (found === revision) return;
      if (before) writeSettings(before); // a refusal changes nothing
      refuse(
        `lines of revision ${found}, where this version computes revision ${revision}, with other noise and losses`,
      );
    },
  };
}

const jsonLines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** What was chosen when the folder was last opened. @throws UsageError when it holds no experiment of that kind */
export function readChoices(folder: string, kind: string): unknown {
  const settings = readSettings(folder, kind);
  if (!settings)
    throw new UsageError(`${folder} holds no ${kind} to go on with: expected ${join(folder, settingsName)}`);
  return settings.choices;
}

const settingsSchema = z.object({
  format: z.string(),
  revision: z.int().min(1).optional(),
  identity: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  choices: z.looseObject({}),
});

interface Settings {
  readonly format: string;
  /** Of the lines; absent for the first. */
  readonly revision?: number;
  readonly identity: Identity;
  readonly choices: unknown;
}

function readSettings(folder: string, kind: string): Settings | undefined {
  const path = join(folder, settingsName);
  if (!existsSync(path)) return undefined;
  const refusal = (why: string) =>
    new UsageError(`${why}: choose another folder, or start anew in this one with --out and --overwrite`);
  const fail = (expected: string, got: string) => refusal(`${path}: expected ${expected}, got ${got}`);
  let settings: Partial<Settings> | null;
  try {
    settings = readJson(path) as Partial<Settings> | null;
  } catch (error) {
    throw refusal((error as Error).message);
  }
  if (settings?.format !== formatOf(kind)) {
    throw fail(`format "${formatOf(kind)}"`, shown(settings?.format));
  }
  const issue = settingsSchema.safeParse(settings).error?.issues[0];
  if (issue) throw fail('settings as they were written', `others (${issue.path.join('.')}: ${issue.message})`);
  return settings as Settings;
}

/** The lines of a file. One that was cut off in the middle is taken off the file, so that the next begins a line. */
function readLines<Line>(path: string, schema: z.ZodType<Line>): Line[] {
  if (!existsSync(path)) return [];
  const text = readText(path);
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) explainFailure(path, () => truncateSync(path, Buffer.byteLength(whole)));
  return parseRows(whole, { path, schema, remedy: 'delete it, or start anew with --overwrite' });
}
