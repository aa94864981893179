/** The vector environment for browsers: it uses web workers and fetches the core. */

import type { VectorOptions } from './options.js';
import { createVectorEnvironment as create, type VectorEnvironment } from './vector-environment.js';
import { spawnWebWorker } from './web-thread.js';

export type { VectorOptions } from './options.js';
export type { ResetOptions, VectorEnvironment, VectorInfo, VectorReset, VectorStep } from './vector-environment.js';

/**
 * Creates a vector environment: many consoles with one game that step together.
 * @example
 * const environment = await createVectorEnvironment({ rom, game: 'Breakout', numEnvs: 8, threads: 2, seed: 1 });
 * let { observations } = await environment.resetAsync();
 * const { rewards, terminated, truncated, info } = await environment.stepAsync(actionsFor(observations));
 * @throws AleError `bad-option`, `wrong-size`, `unsupported`, `unknown-mode`, `unknown-difficulty`, `worker-failed`, and what
 *   `loadROMBytes` throws
 */
export function createVectorEnvironment(options: VectorOptions): Promise<VectorEnvironment> {
  return create(options, new URL('../../dist/ale.wasm', import.meta.url), spawnWebWorker);
}
