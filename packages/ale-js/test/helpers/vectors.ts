/** Vector environments for tests, and what their calls return. */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { MersenneTwister } from '../../src/console/mersenne-twister.js';
import { createVectorEnvironment, type NodeVectorOptions } from '../../src/node.js';
import type { VectorEnvironment, VectorReset, VectorStep } from '../../src/vector/vector-environment.js';
import { catchRom, shortCatch } from './short-catch.js';

export const frameBytes = 84 * 84;
export const observationBytes = 4 * frameBytes;

const made: VectorEnvironment[] = [];

/** Disposes of all environments that `create` has created. Call it after each test. */
export async function disposeAll(): Promise<void> {
  await Promise.all(made.splice(0).map((environment) => environment.dispose()));
}

/** Creates an environment that plays Catch with short episodes. */
export async function create(options: Partial<NodeVectorOptions> = {}): Promise<VectorEnvironment> {
  const environment = await createVectorEnvironment({ rom: catchRom, games: [shortCatch], seed: 5, ...options });
  made.push(environment);
  return environment;
}

/** Index of the action that moves the basket away from the fruit. */
export const right = 2;

/** Options without random starts and reward clipping. */
export const plain = { noopMax: 0, fireReset: false, rewardClipping: false } as const;

export const actionsOf = (numEnvs: number, steps: number, seed = 1) => {
  const random = new MersenneTwister(seed);
  return Array.from({ length: steps }, () => Array.from({ length: numEnvs }, () => random.uint32() % 4));
};

export const sum = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');
export const rowOf = (array: Uint8Array, i: number) => array.subarray(i * observationBytes, (i + 1) * observationBytes);

/** The complete result of a call as text; of `finalObservations`, only the rows of episodes that have just ended. */
export const digest = ({ observations, info, ...flags }: VectorReset | VectorStep) => {
  const { finalObservations, ...facts } = info;
  const { rewards, terminated, truncated } = { rewards: [], terminated: [], truncated: [], ...flags };
  const finals = [...terminated].flatMap((ended, i) =>
    ended || truncated[i] ? [sum(rowOf(finalObservations, i))] : [],
  );
  const numbers = Object.values(facts).map((fact) => [...fact]);
  return JSON.stringify([sum(observations), [...rewards], [...terminated], [...truncated], numbers, finals]);
};

export const thrown = (code: string, message: RegExp) =>
  expect.objectContaining({ name: 'AleError', code, message: expect.stringMatching(message) });
