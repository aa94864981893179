/** The formats of our JSON files. Each file names its own, `"format": "sap-atari agent 2"`; the number grows when keys change. */
import { UsageError } from '../common/errors.js';

export interface Format {
  /** `agent` */
  readonly name: string;
  readonly version: number;
  /** What to do about a file of an older version, as a clause: `train the agent anew`. */
  readonly remedy: string;
}

export const formatText = ({ name, version }: Format): string => `sap-atari ${name} ${version}`;

/**
 * Whether the `format` of a JSON file is this one.
 * @param path of the file, for the message
 * @throws UsageError in one line for another version of the format
 */
export function isFormat(found: unknown, format: Format, path: string): boolean {
  if (found === formatText(format)) return true;
  const version = typeof found === 'string' ? /^sap-atari (.+) (\d+)$/.exec(found) : null;
  if (version?.[1] !== format.name) return false;
  const isOlder = Number(version[2]) < format.version;
  const expected = `format "${found}", expected "${formatText(format)}"`;
  throw isOlder
    ? olderVersion(`${path} (${expected})`, format.remedy)
    : new UsageError(`${path} (${expected}) was written by a newer version of sap-atari: update sap-atari`);
}

/** @param what was written @param remedy what to do, as a clause */
export const olderVersion = (what: string, remedy: string): UsageError =>
  new UsageError(`${what} was written by an older version of sap-atari: ${remedy}`);
