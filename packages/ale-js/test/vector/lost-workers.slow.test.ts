/** Workers that die: every call of the vector environment fails in time. */
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { sampleSize } from '../../../../test/helpers/sample.js';
import { overNodeWorker, spawnNodeWorker } from '../../src/vector/node-thread.js';
import type { Spawn } from '../../src/vector/thread.js';
import { createVectorEnvironment, type VectorEnvironment } from '../../src/vector/vector-environment.js';
import { catchRom, shortCatch } from '../helpers/short-catch.js';

const killer = new URL('../helpers/dying-worker.cjs', import.meta.url).pathname;
const entry = new URL('../../dist/vector/node-worker.js', import.meta.url);
const wasm = readFileSync(new URL('../../dist/ale.wasm', import.meta.url));
const heap = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 };

const made: VectorEnvironment[] = [];
afterEach(async () => {
  await Promise.all(made.splice(0).map((environment) => environment.dispose()));
});

async function create(numEnvs: number, spawn: Spawn): Promise<VectorEnvironment> {
  const options = { rom: catchRom, games: [shortCatch], numEnvs, threads: numEnvs };
  const environment = await createVectorEnvironment(options, wasm, spawn);
  made.push(environment);
  return environment;
}

/** Creates an environment whose second worker dies. @param death as dying-worker.cjs reads it */
const createDying = (death: string): Promise<VectorEnvironment> => {
  let workers = 0;
  return create(3, () => {
    const dies = ++workers === 2;
    const env = { ...process.env, ALE_TEST_DEATH: death };
    return dies
      ? overNodeWorker(new Worker(entry, { execArgv: ['--require', killer], env, resourceLimits: heap }))
      : spawnNodeWorker();
  });
};

const lost = (reason: RegExp) =>
  expect.objectContaining({
    ...{ name: 'AleError', code: 'worker-failed' },
    message: expect.stringMatching(new RegExp(`^a worker of the vector environment was lost: .*${reason.source}`)),
  });

const reasons = { exit: /it ended/, throw: /it ended|out of the blue/, memory: /it ended|memory/, hang: /10 seconds/ };
type Way = keyof typeof reasons;
/** A hanging worker is noticed after 10 seconds, so it is part of the full run only. */
const ways = (Object.keys(reasons) as Way[]).filter((way) => way !== 'hang' || sampleSize(0, 1) === 1);

test.each(ways.filter((way) => way !== 'hang'))('a worker that dies at start fails the creation: %s', async (way) => {
  await expect(createDying(`${way} at start`)).rejects.toThrow(lost(reasons[way]));
});

const noActions = [0, 0, 0];
/** Request 1 is the reset. */
const calls = {
  'blocking reset': { request: 1, call: async (vector) => vector.reset() },
  'blocking step': { request: 2, call: async (vector) => vector.step(noActions) },
  resetAsync: { request: 1, call: (vector) => vector.resetAsync() },
  stepAsync: { request: 2, call: (vector) => vector.stepAsync(noActions) },
} satisfies Record<string, { request: number; call: (vector: VectorEnvironment) => Promise<unknown> }>;

const rows = Object.entries(calls).flatMap(([name, { request, call }]) =>
  ways.filter((way) => way !== 'hang' || name.startsWith('blocking')).map((way) => ({ name, way, request, call })),
);

test.each(rows)(
  'a worker that dies during a $name fails that call and all later ones: $way',
  async ({ way, request, call }) => {
    const environment = await createDying(`${way} in request ${request}`);
    if (request === 2) environment.reset();
    await expect(call(environment)).rejects.toThrow(lost(reasons[way]));
    expect(() => environment.reset()).toThrow(lost(/./));
    await expect(environment.resetAsync()).rejects.toThrow(lost(/./));
  },
);

test('a worker that ended between two calls fails a blocking call', async () => {
  const workers: Worker[] = [];
  const note = (worker: Worker) => workers.push(worker);
  process.on('worker', note);
  const environment = await create(2, spawnNodeWorker);
  process.off('worker', note);
  environment.reset();
  void workers[0]!.terminate();
  expect(() => {
    for (let i = 0; i < 1000; i++) environment.step([0, 0]); // it may still finish one or two requests
  }).toThrow(lost(/it ended/));
});

test('workers can be terminated during a step', async () => {
  for (let i = 0; i < sampleSize(10, 50); i++) {
    const environment = await create(2, spawnNodeWorker);
    environment.reset();
    const step = environment.stepAsync([0, 0]).catch(({ code }) => code);
    await new Promise((resolve) => setTimeout(resolve, i % 4));
    await environment.dispose();
    expect([undefined, 'disposed']).toContain(typeof (await step) === 'string' ? await step : undefined);
  }
});

test('64 workers cause no warning', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  const environment = await create(64, spawnNodeWorker);
  environment.reset();
  await environment.stepAsync(new Array(64).fill(0));
  await environment.dispose();
  await new Promise(setImmediate);
  process.off('warning', note);
  expect(warnings).toEqual([]);
});
