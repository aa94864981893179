/**
 * A fixed set of recorded states: every n-th observation of the plain agent's own episodes, and its files. The same states for
 * all attacks and defenses make small differences visible, at a fraction of the cost of whole episodes.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { UsageError } from '../../common/errors.js';
import { limits } from '../../common/limits.js';
import { observationBytes } from '../../env/environment.js';
import { presets } from '../../env/presets.js';
import { type Rules, ruleKeys, ruleShape } from '../../env/rules.js';
import { writeAtomically } from '../../files/atomic-write.js';
import { type Format, formatText, isFormat } from '../../files/format.js';
import { type FolderKind, hasFormat } from '../../files/own-folder.js';
import { readJson, readRegularFile } from '../../files/read-file.js';
import { sha256 } from '../../files/sha256.js';
import { atLeastOne, seed } from '../../storage/results/line-values.js';
import { fingerprintOf } from '../players/identity.js';
import type { AgentUnderTest } from '../players/players.js';

export interface States {
  /** Id in the game table. */
  readonly game: string;
  readonly actions: readonly string[];
  /** Fingerprint of the agent that played, see identity.ts. */
  readonly weights: string;
  readonly count: number;
  readonly periodSteps: number;
  readonly seed: number;
  /** Rules by which it played; undefined for an environment of your own. */
  readonly rules?: Rules | undefined;
  /** Mean length of the episodes; the last one is played to its end as well. */
  readonly stepsPerEpisode: number;
  /** [count, 4, 84, 84] */
  readonly observations: Uint8Array;
  /** Q-values of the plain network, [count][actions]. */
  readonly q: readonly (readonly number[])[];
}

/** Allocates memory that worker threads share instead of copying it. */
export const sharedBytes = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length));

const format: Format = { name: 'states', version: 2, remedy: 'record the states anew, in another folder' };
const descriptionName = 'states.json';
const pixelsName = 'states.bin.gz';

export const stateFiles = [descriptionName, pixelsName];

/** Recognizes a folder of recorded states. */
export const statesKind: FolderKind = {
  noun: 'recorded states',
  marker: descriptionName,
  isMarked: (folder) => hasFormat(join(folder, descriptionName), format),
};

/** Returns the SHA-256 of the pixels. */
export const fingerprintOfStates = ({ observations }: Pick<States, 'observations'>): string => sha256(observations);

/**
 * Writes states.json (a description with Q-values) and states.bin.gz (the pixels). The description is written first: it marks
 * the folder, which can then be written to again after a crash between the two files.
 */
export function saveStates(folder: string, states: States): void {
  const { game, actions, weights, count, periodSteps, seed, rules, stepsPerEpisode, observations, q } = states;
  const description = { game, actions, weights, count, periodSteps, seed, rules, stepsPerEpisode, q };
  const text = JSON.stringify({ format: formatText(format), sha256: sha256(observations), ...description });
  writeAtomically(join(folder, descriptionName), `${text}\n`);
  writeAtomically(join(folder, pixelsName), gzipSync(observations, { level: 9 }));
}

export const holdsStates = (folder: string): boolean => stateFiles.every((name) => existsSync(join(folder, name)));

/** Returns a difference between states and what was asked for, as a clause: `seed 1, not 2`; undefined where there is none. */
export function whatDiffers(
  states: States,
  { game, agent }: Pick<AgentUnderTest, 'game' | 'agent'>,
  { rules, ...expected }: Partial<Pick<States, 'count' | 'periodSteps' | 'seed' | 'rules'>>,
): string | undefined {
  const all = { game, weights: fingerprintOf(agent), ...expected };
  if (rules && states.rules && ruleKeys.some((name) => states.rules![name] !== rules[name]))
    return 'other rules of play';
  const key = (Object.keys(all) as (keyof typeof all)[]).find((name) => states[name] !== all[name]);
  return key && `${key} ${states[key]}, not ${all[key]}`;
}

export interface LoadedStates extends States {
  /** SHA-256 of the pixels. */
  readonly sha256: string;
}

/** Loads recorded states. @throws UsageError when the folder holds none, or damaged ones */
export function loadStates(folder: string): LoadedStates {
  const described = describeStates(folder);
  const pixelsPath = join(folder, pixelsName);
  const observations = unpack(pixelsPath, described.count * observationBytes);
  if (sha256(observations) !== described.sha256) {
    throw noStates(folder, `the ${pixelsName} that ${descriptionName} describes`);
  }
  return { ...described, observations };
}

const noStates = (folder: string, expected: string): UsageError =>
  new UsageError(`${folder} holds no states: expected ${expected}, as sap-atari record-states writes it`);

/**
 * Loads the description of recorded states, without reading or checking the pixels.
 * @throws UsageError when the folder holds no states, or a damaged description
 */
export function describeStates(folder: string): Omit<LoadedStates, 'observations'> {
  const [descriptionPath, pixelsPath] = [join(folder, descriptionName), join(folder, pixelsName)];
  if (!existsSync(descriptionPath)) throw noStates(folder, descriptionName);
  if (!existsSync(pixelsPath)) throw noStates(folder, pixelsName);
  const description = readJson(descriptionPath);
  if (!isFormat((description as { format?: unknown } | null)?.format, format, descriptionPath)) {
    throw noStates(folder, `${descriptionName} of format "${formatText(format)}"`);
  }
  const { data, error } = descriptionSchema.safeParse(description);
  if (!data) {
    const [{ path, message }] = error.issues as [z.core.$ZodIssue];
    throw new UsageError(`${descriptionPath} is damaged: ${path.join('.')}: ${message}; record the states again`);
  }
  const { format: _, ...described } = data;
  return described;
}

/** Rules that did not exist when the states were recorded are those of the default. */
const withLaterRules = (recorded: object): Rules => ({ ...presets.dqn2015, ...recorded });

/** Q-values are finite: JSON has no other numbers, and `readJson` refuses those beyond float64. */
const descriptionSchema = z
  .object({
    format: z.literal(formatText(format)),
    sha256: z.string(),
    game: z.string(),
    actions: z.array(z.string()).min(1),
    weights: z.string(),
    count: atLeastOne.max(limits.command.states.most),
    periodSteps: atLeastOne,
    seed,
    rules: z.strictObject(ruleShape).partial().transform(withLaterRules).optional(),
    stepsPerEpisode: z.number().positive(),
    q: z.array(z.array(z.number())),
  })
  .refine(({ q, count }) => q.length === count, { path: ['q'], message: 'expected Q-values of every state' })
  .refine(({ q, actions }) => q.every(({ length }) => length === actions.length), {
    path: ['q'],
    message: 'expected a Q-value of every action',
  });

/** Unpacks at most `bytes` bytes. */
function unpack(path: string, bytes: number): Uint8Array {
  // gzip adds a few bytes per 64 KiB to data that it cannot compress.
  const packed = readRegularFile(path, bytes + (bytes >> 10) + 1024);
  let got: string;
  try {
    const unpacked = gunzipSync(packed, { maxOutputLength: bytes });
    if (unpacked.length === bytes) {
      const shared = sharedBytes(bytes);
      shared.set(unpacked);
      return shared;
    }
    got = `${unpacked.length}`;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    got = code === 'ERR_BUFFER_TOO_LARGE' ? 'more' : `a damaged file (${message})`;
  }
  throw new UsageError(
    `${path} does not match its ${descriptionName}: expected ${bytes} bytes when unpacked, got ${got}; record the states again`,
  );
}
