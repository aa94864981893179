/**
 * The folder of an experiment that consists of many pieces of work and can be stopped between any two of them:
 *
 *     settings.json     the choices, what must not change when it is resumed, and the state of the file of lines
 *     *.jsonl           a line per finished piece, appended at once; sorted by the pieces' keys in the end
 *     timing.jsonl      a line per finished piece too: how long it took
 *     unfinished/       parts of pieces that are not finished, for kinds of work that have them
 *     results.*         made from the lines
 *
 * Which process finished a piece, and when, can be seen in timing.jsonl only.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../common/errors.js';
import { shown } from '../../common/printable.js';
import { appendWhole, explainFailure, writeAtomically } from '../../files/atomic-write.js';
import type { Lease } from '../../files/lease.js';
import { type FolderKind, openOwnFolder } from '../../files/own-folder.js';
import {
  bytesOf,
  jsonLines,
  type LinesMark,
  markOf,
  type PieceKey,
  type ReadLinesOptions,
  readLines,
  sortedLines,
} from './lines.js';
import {
  type Identity,
  type ResultKind,
  readSettings,
  type Settings,
  settingsName,
  writeSettings,
} from './settings.js';
import { type Timing, timingName } from './timing.js';
import { unfinishedName, unfinishedPieces } from './unfinished.js';

export interface ResultFolderOptions<Line = object> extends ReadLinesOptions<Line> {
  readonly kind: ResultKind;
  /** Name of the file of lines, without `.jsonl`. */
  readonly lines: string;
  /** What a finished piece depends on besides its line's keys. Names that only one of both has may come and go. */
  readonly identity: Identity;
  /** All choices, as JSON: `readChoices` returns them. */
  readonly choices: unknown;
  /** Replace what is in the folder. It stays until the first piece is finished: a start that fails loses nothing. */
  readonly overwrite?: boolean;
  /** Names of the other files that this kind of experiment writes. */
  readonly products: readonly string[];
  /** Called after the old files have been deleted, before the first line is written. */
  readonly onReplaced?: () => void;
  /** Of the parts of unfinished pieces; default: no piece has parts. */
  readonly partSchema?: z.ZodType<object>;
  /** What shows that lines belong to another experiment, as a clause. */
  readonly wrongWith?: (lines: readonly Line[]) => string | undefined;
}

export interface ResultFolder<Line> {
  /** Finished before. */
  readonly lines: readonly Line[];
  /** The parts of an unfinished piece, in order. @throws UsageError for a damaged part */
  partsOf(key: PieceKey): readonly object[];
  /** Appends a part of an unfinished piece; not synced. */
  addPart(key: PieceKey, part: object): void;
  /** Appends the lines of a piece to the file of lines, and its time to timing.jsonl; not synced. Deletes its parts. */
  add(lines: readonly Line[], timing: Timing): void;
  /** Writes a file of the folder atomically; does nothing while the folder still holds what is to be replaced. */
  write(name: string, text: string): void;
  /**
   * To be called before work that will add lines.
   * @throws UsageError where the lines have another revision: one table would mix two computations
   */
  expectRevision(): void;
  /** Replaces the choices in settings.json, where they become known while the lines are computed; written by `finish`. */
  choose(choices: unknown): void;
  /** Sorts the lines, and marks their file as finished in settings.json. */
  finish(): void;
}

/**
 * Counts changes of what attacks and defenses compute; settings.json names it from 2 on (docs/decisions/0015). Revision 2
 * has the cross-entropy whose gradient does not vanish, and noise keyed by example.
 */
const revision = 2;

export type OnWarning = (line: string) => void;

/** Files by name, and the function that makes each from a report. */
export type Extras<Report> = Readonly<Record<string, (report: Report) => string | Promise<string>>>;

/**
 * Does `work` as the one writer of a folder.
 * @throws UsageError for a folder that holds anything else, or that another process writes to; nothing in it is changed
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
 * Opens a folder to begin or to resume. Nothing is written before the first piece is finished, or results are made.
 * @param lease of the folder
 * @throws UsageError when it holds pieces made with other settings, or damaged ones; Error when it cannot be written
 */
export function openResultFolder<Line extends object>(
  folder: string,
  lease: Lease,
  options: ResultFolderOptions<Line>,
): ResultFolder<Line> {
  const { kind, identity, keyOf, overwrite = false } = options;
  let { choices } = options;
  const linesPath = join(folder, `${options.lines}.jsonl`);
  const timingPath = join(folder, timingName);
  const products = [linesPath, timingPath, ...[...options.products, unfinishedName].map((name) => join(folder, name))];
  const unfinished = unfinishedPieces(folder, options.partSchema ?? z.never());
  const before = overwrite ? undefined : readSettings(folder, kind);
  const refuse = (reason: string): never => {
    throw new UsageError(
      `cannot continue in ${folder}: its ${kind.name} has ${reason}; choose another --out, or replace it with --overwrite`,
    );
  };
  for (const [name, value] of Object.entries(before?.identity ?? {})) {
    if (!(name in identity) || identity[name] === value) continue;
    refuse(`${name} ${shown(value)}, got ${shown(identity[name])}`);
  }
  const found = overwrite ? [] : readLines<Line>(linesPath, options, before?.lines ?? null);
  const wrong = options.wrongWith?.(found);
  if (wrong !== undefined) refuse(wrong);

  const linesRevision = found.length > 0 || (!overwrite && unfinished.exist) ? (before?.revision ?? 1) : revision;
  const note = (lines: LinesMark | null) => {
    lease.expectHeld();
    const settings: Settings = {
      ...(linesRevision > 1 && { revision: linesRevision }),
      identity: { ...before?.identity, ...identity },
      choices,
      lines,
    };
    writeSettings(folder, kind, settings);
  };
  const replaces = overwrite && [...products, join(folder, settingsName)].some((path) => existsSync(path));
  let begun = false;
  /** Writes the settings last: if the process ends before, no old line counts as one of the new experiment. */
  function begin() {
    if (begun) return;
    begun = true;
    lease.expectHeld();
    if (replaces) {
      for (const path of products) explainFailure(path, () => rmSync(path, { force: true, recursive: true }));
      options.onReplaced?.();
    }
    note(markOf(linesPath, 'growing'));
  }

  const all: Line[] = [...found];
  return {
    lines: found,
    partsOf: (key) => (overwrite ? [] : unfinished.partsOf(key)),
    addPart(key, part) {
      begin();
      lease.expectHeld();
      unfinished.add(key, part);
    },
    add(lines, timing) {
      begin();
      lease.expectHeld();
      appendWhole(linesPath, jsonLines(lines));
      all.push(...lines);
      appendWhole(timingPath, jsonLines([timing]));
      for (const line of lines) unfinished.drop(keyOf(line));
    },
    write(name, text) {
      if (replaces && !begun) return;
      begin();
      lease.expectHeld();
      writeAtomically(join(folder, name), text);
    },
    choose(changed) {
      choices = changed;
    },
    finish() {
      if (replaces && !begun) return;
      begin();
      for (const line of all) unfinished.drop(keyOf(line)); // of a process that was killed before it could
      const text = jsonLines(sortedLines(all, keyOf));
      if (!Buffer.from(text).equals(bytesOf(linesPath))) {
        note(null); // until the sorted lines are written, no mark would fit
        writeAtomically(linesPath, text);
      }
      note(markOf(linesPath, 'left'));
    },
    expectRevision() {
      if (linesRevision === revision) return;
      if (before && begun) writeSettings(folder, kind, before); // a refusal changes nothing
      refuse(
        `lines of revision ${linesRevision}, where this version computes revision ${revision}, with other noise and losses`,
      );
    },
  };
}
