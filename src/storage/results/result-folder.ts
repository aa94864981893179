/**
 * The folder of an experiment that is made of many pieces of work and can be stopped between any two of them:
 *
 *     settings.json     what was chosen, what must not change when it goes on, and how the file of lines was left
 *     *.jsonl           a line for each finished piece, as it comes; sorted by the keys of the pieces in the end
 *     timing.jsonl      a line for each finished piece too: how long it took
 *     results.*         made from the lines
 *
 * Which process finished a piece, and when, leaves no trace but in timing.jsonl.
 */
import { existsSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../common/errors.js';
import { printable, shown } from '../../common/printable.js';
import { appendWhole, explainFailure, writeAtomically } from '../../files/atomic-write.js';
import { jsonText } from '../../files/json-text.js';
import type { Lease } from '../../files/lease.js';
import { type FolderKind, hasFormat, openOwnFolder } from '../../files/own-folder.js';
import { decodeText } from '../../files/parse-json.js';
import { readJson, readRegularFile, sizeLimits } from '../../files/read-file.js';
import { sha256 } from '../../files/sha256.js';
import { parseRows } from '../row-file.js';
import { type Timing, timingName } from './timing.js';

/** Flat values by name; equal names, equal values in an experiment that goes on. */
export type Identity = Readonly<Record<string, string | number | boolean | null>>;

/** The keys of a piece, of which no two pieces have the same; lines are sorted by them. */
export type PieceKey = readonly (string | number | null)[];

/** A kind of folder. */
export interface ResultKind {
  /** In formats: `evaluation`. */
  readonly name: string;
  /** In messages: `an evaluation`. */
  readonly noun: string;
}

export interface ResultFolderOptions<Line = object> {
  readonly kind: ResultKind;
  /** File of the lines, without `.jsonl`. */
  readonly lines: string;
  /** What each of them has. Keys that it does not name are left out. */
  readonly schema: z.ZodType<Line>;
  readonly keyOf: (line: Line) => PieceKey;
  /** What a finished piece depends on besides its own line's keys. Names that only one of both has may come and go. */
  readonly identity: Identity;
  /** All that was chosen, as JSON: `readChoices` gives it back. */
  readonly choices: unknown;
  /**
   * Replace what is there. It is kept until the first piece is finished: whatever keeps the new experiment from starting
   * costs nothing.
   */
  readonly overwrite?: boolean;
  /** Names of the other files that this kind of experiment leaves. */
  readonly products: readonly string[];
  /** Called when what was there has gone, before the first line. */
  readonly onReplaced?: () => void;
  /** What no line may say here, though it has the right form, as a clause that names the key. */
  readonly faultOf?: (line: Line) => string | undefined;
  /** What shows that lines belong to another experiment, as a clause. */
  readonly wrongWith?: (lines: readonly Line[]) => string | undefined;
}

export interface ResultFolder<Line> {
  /** Finished before. */
  readonly lines: readonly Line[];
  /** Appends the lines of a piece, and its time to timing.jsonl; they are on their way to the disk when this returns. */
  add(lines: readonly Line[], timing: Timing): void;
  /** Writes a file of the folder in full or not at all; nothing while the folder still holds what is to be replaced. */
  write(name: string, text: string): void;
  /**
   * To be called before work that will add lines.
   * @throws UsageError where lines of another revision are: both together would be one table of two computations
   */
  expectRevision(): void;
  /** Sorts the lines, and notes in settings.json how their file was left. */
  finish(): void;
}

export const settingsName = 'settings.json';

/**
 * Counts changes of what attacks and defenses compute, in settings.json from 2 on (docs/decisions/0015): 2 has the
 * cross-entropy whose gradient does not vanish, and noise keyed by example.
 */
const revision = 2;
const formatOf = ({ name }: ResultKind) => `sap-atari ${name} 1`;

/** What marks a folder of that kind. */
export const resultFolderKind = (kind: ResultKind): FolderKind => ({
  noun: kind.noun,
  marker: settingsName,
  isMarked: (folder) => hasFormat(join(folder, settingsName), formatOf(kind)),
});

export type OnWarning = (line: string) => void;

/** Files by name, with what makes each from a report. */
export type Extras<Report> = Readonly<Record<string, (report: Report) => string | Promise<string>>>;

/**
 * Does `work` as the one writer of a folder.
 * @throws UsageError for a folder that holds anything else, or that another process writes to; nothing in it is touched
 */
export async function asWriter<T>(
  folder: string,
  kind: FolderKind,
  work: (lease: Lease) => T | Promise<T>,
  onWarning?: OnWarning,
): Promise<T> {
  const { lease } = openOwnFolder(folder, kind, { onWarning });
  try {
    return await work(lease);
  } finally {
    lease.release();
  }
}

/**
 * Opens a folder to begin or to go on. Nothing is written before the first piece is finished, or results are made: what fails
 * before that changes nothing.
 * @param lease of the folder
 * @throws UsageError when it holds pieces made with other settings, or damaged ones; Error when it cannot be written to
 */
export function openResultFolder<Line extends object>(
  folder: string,
  lease: Lease,
  options: ResultFolderOptions<Line>,
): ResultFolder<Line> {
  const { kind, identity, choices, keyOf, overwrite = false } = options;
  const linesPath = join(folder, `${options.lines}.jsonl`);
  const timingPath = join(folder, timingName);
  const settingsPath = join(folder, settingsName);
  const products = [linesPath, timingPath, ...options.products.map((name) => join(folder, name))];
  const before = overwrite ? undefined : readSettings(folder, kind);
  const refuse = (reason: string): never => {
    throw new UsageError(
      `cannot go on in ${folder}: its ${kind.name} has ${reason}; choose another --out, or replace it with --overwrite`,
    );
  };
  for (const [name, value] of Object.entries(before?.identity ?? {})) {
    if (!(name in identity) || identity[name] === value) continue;
    refuse(`${name} ${JSON.stringify(value)}, got ${JSON.stringify(identity[name])}`);
  }
  const found = overwrite ? [] : readLines<Line>(linesPath, options, before?.lines ?? null);
  const wrong = options.wrongWith?.(found);
  if (wrong !== undefined) refuse(wrong);

  const revisionOfLines = found.length > 0 ? (before?.revision ?? 1) : revision;
  const writeSettings = (lines: LinesMark | null) => {
    lease.expectHeld();
    const settings: Settings = {
      format: formatOf(kind),
      ...(revisionOfLines > 1 && { revision: revisionOfLines }),
      identity: { ...before?.identity, ...identity },
      choices,
      lines,
    };
    writeAtomically(settingsPath, jsonText(settings));
  };
  const replaces = overwrite && [...products, settingsPath].some((path) => existsSync(path));
  let begun = false;
  /** The settings come last: whatever stops this, no old line is taken for one of the new experiment. */
  function begin() {
    if (begun) return;
    begun = true;
    lease.expectHeld();
    if (replaces) {
      for (const path of products) explainFailure(path, () => rmSync(path, { force: true }));
      options.onReplaced?.();
    }
    writeSettings(markOf(linesPath, 'growing'));
  }

  const all: Line[] = [...found];
  return {
    lines: found,
    add(lines, timing) {
      begin();
      lease.expectHeld();
      appendWhole(linesPath, jsonLines(lines));
      all.push(...lines);
      appendWhole(timingPath, jsonLines([timing]));
    },
    write(name, text) {
      if (replaces && !begun) return;
      begin();
      lease.expectHeld();
      writeAtomically(join(folder, name), text);
    },
    finish() {
      if (replaces && !begun) return;
      begin();
      const text = jsonLines(all.toSorted((a, b) => compareKeys(keyOf(a), keyOf(b))));
      if (!Buffer.from(text).equals(bytesOf(linesPath))) {
        writeSettings(null); // until the next line, no mark would fit
        writeAtomically(linesPath, text);
      }
      writeSettings(markOf(linesPath, 'left'));
    },
    expectRevision() {
      if (revisionOfLines === revision) return;
      if (before && begun) writeAtomically(settingsPath, jsonText(before)); // a refusal changes nothing
      refuse(
        `lines of revision ${revisionOfLines}, where this version computes revision ${revision}, with other noise and losses`,
      );
    },
  };
}

const jsonLines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** Key by key; `null` first, then numbers by their size, then texts by their characters. */
function compareKeys(a: PieceKey, b: PieceKey): number {
  for (const [i, x] of a.entries()) {
    const y = b[i] ?? null;
    if (x === y) continue;
    if (x === null || y === null) return x === null ? -1 : 1;
    if (typeof x === typeof y) return x < y ? -1 : 1;
    return typeof x === 'number' ? -1 : 1;
  }
  return 0;
}

/** Marks a folder that holds the folders of several experiments. */
export function markFolder(folder: string, lease: Lease, kind: ResultKind, choices: object): void {
  lease.expectHeld();
  const settings: Settings = { format: formatOf(kind), identity: {}, choices };
  writeAtomically(join(folder, settingsName), jsonText(settings));
}

/**
 * What was chosen when the folder was last opened.
 * @throws UsageError when it holds no experiment of that kind, or choices that do not fit the schema
 */
export function readChoices<Choices>(folder: string, kind: ResultKind, schema: z.ZodType<object>): Choices {
  const path = join(folder, settingsName);
  const settings = readSettings(folder, kind);
  if (!settings) throw new UsageError(`${folder} holds no ${kind.name} to go on with: expected ${path}`);
  expectSettings(path, z.object({ choices: schema }), settings);
  return settings.choices as Choices; // as they were written: zod would put their keys in another order
}

const linesMarkSchema = z.object({
  bytes: z.int().min(0),
  sha256: z.string(),
  state: z.enum(['growing', 'left']),
});

/** How the file of lines was when settings.json was written: `growing` may have more lines by now, `left` may not. */
type LinesMark = z.infer<typeof linesMarkSchema>;

const settingsSchema = z.object({
  format: z.string(),
  revision: z.int().min(1).optional(),
  identity: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  choices: z.looseObject({}),
  lines: linesMarkSchema.nullish(), // version 0.1 had none
});

interface Settings {
  readonly format: string;
  /** Of the lines; absent for the first. */
  readonly revision?: number;
  readonly identity: Identity;
  readonly choices: unknown;
  readonly lines?: LinesMark | null | undefined;
}

function readSettings(folder: string, kind: ResultKind): Settings | undefined {
  const path = join(folder, settingsName);
  if (!existsSync(path)) return undefined;
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
  expectSettings(path, settingsSchema, settings);
  return settings as Settings;
}

function expectSettings(path: string, schema: z.ZodType, settings: unknown): void {
  const issue = schema.safeParse(settings).error?.issues[0];
  if (!issue) return;
  const found = printable(`${issue.path.join('.')}: ${issue.message}`);
  throw refusal(`${path}: expected settings as they were written, got others (${found})`);
}

const refusal = (why: string) => new UsageError(`${why}: restore the file, or choose another folder`);

const remedy = 'restore the file, or start anew with --overwrite';

/** The lines of a file. One that was cut off in the middle is taken off the file, so that the next begins a line. */
function readLines<Line extends object>(
  path: string,
  { schema, keyOf, faultOf }: ResultFolderOptions<Line>,
  mark: LinesMark | null,
): Line[] {
  const bytes = bytesOf(path);
  const whole = bytes.subarray(0, bytes.lastIndexOf('\n'.charCodeAt(0)) + 1);
  const lines = parseRows<Line>(decodeText(whole, path), { path, schema, remedy }).map((line) =>
    withKeysOf(schema, line),
  );
  expectNoFault(path, lines, faultOf);
  expectDistinctKeys(path, lines, keyOf);
  if (mark) expectAsMarked(path, bytes, mark);
  if (whole.length < bytes.length) explainFailure(path, () => truncateSync(path, whole.length));
  return lines;
}

const bytesOf = (path: string): Uint8Array =>
  existsSync(path) ? readRegularFile(path, sizeLimits.rows) : new Uint8Array();

/** Version 0.1 had the time in the lines, too. */
function withKeysOf<Line extends object>(schema: z.ZodType<Line>, line: Line): Line {
  const isClosed = schema instanceof z.ZodObject && schema.def.catchall === undefined;
  const known = isClosed ? new Set(Object.keys(schema.shape)) : undefined;
  return known ? (Object.fromEntries(Object.entries(line).filter(([key]) => known.has(key))) as Line) : line;
}

function expectNoFault<Line>(path: string, lines: readonly Line[], faultOf?: (line: Line) => string | undefined): void {
  for (const [i, line] of lines.entries()) {
    const fault = faultOf?.(line);
    if (fault !== undefined) throw new UsageError(`${path}: line ${i + 1} cannot be: ${fault}: ${remedy}`);
  }
}

/** Refuses two lines with one key, equal ones too. No process writes a line twice: the file was edited or joined from two. */
function expectDistinctKeys<Line>(path: string, lines: readonly Line[], keyOf: (line: Line) => PieceKey): void {
  const places = new Map<string, number>();
  for (const [i, line] of lines.entries()) {
    const key = JSON.stringify(keyOf(line));
    const first = places.get(key);
    if (first !== undefined) {
      const relation = JSON.stringify(lines[first]) === JSON.stringify(line) ? 'are the same' : 'contradict each other';
      throw new UsageError(
        `${path}: lines ${first + 1} and ${i + 1} ${relation}: expected one line for ${key}, got two: ${remedy}`,
      );
    }
    places.set(key, i);
  }
}

function markOf(path: string, state: LinesMark['state']): LinesMark {
  const bytes = bytesOf(path);
  return { bytes: bytes.length, sha256: sha256(bytes), state };
}

/** Notices what happened to the file since: lines that are gone, others in their place, or more where none may be. */
function expectAsMarked(path: string, file: Uint8Array, { bytes, sha256: expected, state }: LinesMark): void {
  const fault =
    file.length < bytes
      ? `is shorter than it was: expected ${bytes} bytes, got ${file.length}`
      : state === 'left' && file.length > bytes
        ? `is longer than it was: expected ${bytes} bytes, got ${file.length}`
        : sha256(file.subarray(0, bytes)) !== expected
          ? 'has other content than it had'
          : undefined;
  if (fault === undefined) return;
  throw new UsageError(
    `${path} ${fault}: ${remedy}; to take it as it is, delete the key "lines" of ${settingsName} beside it`,
  );
}
