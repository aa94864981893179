/** Lines that other folders of the same kind hold: parts of one experiment that several processes computed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../common/errors.js';
import { shown } from '../../common/printable.js';
import { readableRows } from '../row-file.js';
import { type ReadLinesOptions, readLines } from './lines.js';
import { type Identity, type ResultKind, readSettings } from './settings.js';
import { type Timed, type Timing, timingName } from './timing.js';

export interface PartOptions<Line> extends ReadLinesOptions<Line> {
  readonly kind: ResultKind;
  /** Name of the file of lines, without `.jsonl`. */
  readonly lines: string;
  /** Of the whole experiment. */
  readonly identity: Identity;
}

/**
 * The lines of a finished part, each with its time.
 * @throws UsageError for a part that is missing, unfinished, damaged, or made with other settings or weights
 */
export function linesOfPart<Line extends object>(folder: string, options: PartOptions<Line>): Timed<Line>[] {
  const { kind, identity, keyOf } = options;
  const settings = readSettings(folder, kind);
  if (settings?.lines?.state !== 'left') throw new UsageError(`${folder}: expected ${kind.noun} that is finished`);
  for (const [name, value] of Object.entries(settings.identity)) {
    if (!(name in identity) || identity[name] === value) continue;
    throw new UsageError(
      `cannot merge ${folder}: expected ${name} ${shown(identity[name])}, as in the other parts, got ${shown(value)}`,
    );
  }
  const lines = readLines<Line>(join(folder, `${options.lines}.jsonl`), options, settings.lines);
  const path = join(folder, timingName);
  const times = existsSync(path) ? readableRows<Timing & Line>(path) : [];
  const byKey = new Map(times.map((timing) => [JSON.stringify(keyOf(timing)), timing]));
  return lines.map((line) => ({
    lines: [line],
    timing: byKey.get(JSON.stringify(keyOf(line))) ?? { count: 0, seconds: 0 },
  }));
}
