/**
 * A fixed set of states to try attacks and defences on: every n-th observation of the plain agent's own games. The same
 * states for all make small differences visible, and cost a fraction of whole games.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { argMax } from '../agent/policy.js';
import { compile } from '../compute/engine.js';
import type { CompileOptions } from '../compute/signature.js';
import { observationBytes, observationShape } from '../env/environment.js';
import { UsageError } from '../errors.js';
import { explainFailure, writeAtomically } from '../files/files.js';
import { readJson, readRegularFile } from '../files/read-file.js';
import { createRandom } from '../random.js';
import { type Contestant, fingerprintOf } from './cast.js';

export interface States {
  /** Id in the game table. */
  readonly game: string;
  readonly actions: readonly string[];
  /** Fingerprint of the agent that played, see `fingerprintOf`. */
  readonly weights: string;
  readonly count: number;
  readonly periodDecisions: number;
  readonly seed: number;
  /** Mean length of the games played; the last one is played to its end too. */
  readonly decisionsPerGame: number;
  /** [count, 4, 84, 84] */
  readonly observations: Uint8Array;
  /** Q-values of the plain network, [count][actions]. */
  readonly q: readonly (readonly number[])[];
}

export interface RecordOptions {
  readonly contestant: Contestant;
  /** States to keep. */
  readonly count: number;
  /** Decisions from one state kept to the next; the first is kept after so many, too. */
  readonly periodDecisions: number;
  readonly seed: number;
  readonly computing?: CompileOptions;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (states: number) => void;
}

/** Undefined when the signal came before the end. The agent explores as it does when it is evaluated. */
export async function recordStates(options: RecordOptions): Promise<States | undefined> {
  const { contestant, count, periodDecisions, seed, signal } = options;
  const { agent, game, evaluationEpsilon } = contestant;
  const rng = createRandom(seed).split('states');
  const observations = new Uint8Array(count * observationBytes);
  const q: number[][] = [];
  const network = await compile(
    (...tensors) => [agent.network(tensors.slice(0, -1), tensors.at(-1) as Tensor4D)],
    {
      inputs: [
        ...agent.specs.map(({ shape }, i) => ({ shape, frozen: agent.views[i]! })),
        { shape: [1, ...observationShape], storage: 'uint8' },
      ],
    },
    options.computing,
  );
  try {
    let [decisions, games] = [0, 0];
    for (let episode = 0; q.length < count; episode++) {
      const environment = contestant.createEnvironment(rng.split(`episode ${episode}`));
      const exploration = rng.split(`exploration ${episode}`);
      environment.reset();
      for (let over = false; !over; ) {
        // A macrotask between decisions, else an interrupt would never be heard.
        await new Promise(setImmediate);
        if (signal?.aborted) return undefined;
        const [values] = (await network.run([environment.observation])) as [Float32Array];
        if (++decisions % periodDecisions === 0 && q.length < count) {
          observations.set(environment.observation, q.length * observationBytes);
          q.push([...values]);
          options.onProgress?.(q.length);
        }
        const explores = exploration.uniform() < evaluationEpsilon;
        const random = exploration.integer(environment.actions.length);
        const step = environment.step(explores ? random : argMax(values));
        over = step.gameOver;
        if (!over && (step.terminated || step.truncated)) environment.reset();
      }
      games++;
    }
    const weights = fingerprintOf(agent);
    return {
      game,
      actions: agent.actions,
      weights,
      count,
      periodDecisions,
      seed,
      decisionsPerGame: decisions / games,
      observations,
      q,
    };
  } finally {
    await network.dispose();
  }
}

const format = 'sap-atari states 1';
const descriptionName = 'states.json';
const pixelsName = 'states.bin.gz';
const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');

/** Writes states.json (what they are, and their Q-values) and states.bin.gz (their pixels). */
export function saveStates(folder: string, { observations, ...description }: States): void {
  explainFailure(folder, () => mkdirSync(folder, { recursive: true }));
  writeAtomically(join(folder, pixelsName), gzipSync(observations, { level: 9 }));
  const text = JSON.stringify({ format, sha256: sha256(observations), ...description });
  writeAtomically(join(folder, descriptionName), `${text}\n`);
}

export const holdsStates = (folder: string): boolean => existsSync(join(folder, descriptionName));

/** @throws UsageError when the folder holds no states, or damaged ones */
export function loadStates(folder: string): States & { readonly sha256: string } {
  const [descriptionPath, pixelsPath] = [join(folder, descriptionName), join(folder, pixelsName)];
  const fail = (expected: string): never => {
    throw new UsageError(`${folder} holds no states: expected ${expected}, as sap-atari record-states writes it`);
  };
  if (!existsSync(descriptionPath)) fail(descriptionName);
  if (!existsSync(pixelsPath)) fail(pixelsName);
  const description = readJson(descriptionPath);
  if ((description as { format?: unknown } | null)?.format !== format) fail(`${descriptionName} of format "${format}"`);
  const { data, error } = descriptionSchema.safeParse(description);
  if (!data) {
    const [{ path, message }] = error.issues as [z.core.$ZodIssue];
    throw new UsageError(`${descriptionPath} is damaged: ${path.join('.')}: ${message}; record the states again`);
  }
  const observations = unpack(pixelsPath, data.count * observationBytes);
  if (sha256(observations) !== data.sha256) fail(`the ${pixelsName} that ${descriptionName} describes`);
  const { format: _, ...rest } = data;
  return { ...rest, observations };
}

/** Most states that `--states` allows. */
const mostStates = 100_000;
const whole = z.int().min(0);

/** The Q-values are finite: JSON has no other numbers, and `readJson` refuses those beyond float64. */
const descriptionSchema = z
  .object({
    format: z.literal(format),
    sha256: z.string(),
    game: z.string(),
    actions: z.array(z.string()).min(1),
    weights: z.string(),
    count: whole.min(1).max(mostStates),
    periodDecisions: whole.min(1),
    seed: whole,
    decisionsPerGame: z.number().positive(),
    q: z.array(z.array(z.number())),
  })
  .refine(({ q, count }) => q.length === count, { path: ['q'], message: 'expected Q-values of every state' })
  .refine(({ q, actions }) => q.every(({ length }) => length === actions.length), {
    path: ['q'],
    message: 'expected a Q-value of every action',
  });

/** Unpacks no more than the bytes that are described. */
function unpack(path: string, bytes: number): Uint8Array {
  // gzip adds a few bytes in 64 KiB to what it cannot pack.
  const packed = readRegularFile(path, bytes + (bytes >> 10) + 1024);
  let got: string;
  try {
    const unpacked = gunzipSync(packed, { maxOutputLength: bytes });
    if (unpacked.length === bytes) return unpacked;
    got = `${unpacked.length}`;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    got = code === 'ERR_BUFFER_TOO_LARGE' ? 'more' : `a damaged file (${message})`;
  }
  throw new UsageError(
    `${path} does not match its ${descriptionName}: expected ${bytes} bytes when unpacked, got ${got}; record the states again`,
  );
}
