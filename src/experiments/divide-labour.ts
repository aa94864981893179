/** Who computes the updates of a run, as its config says. */
import type { Config } from '../agent/config.js';

export interface Labour {
  /** Parts of a batch whose gradients are averaged: the only thing here that shows in the result, by rounding. */
  readonly slices: number;
  /** Threads that learn beside the one that plays. */
  readonly workers: number;
  /** Of the compiled graph, in each thread that learns. */
  readonly threads: number;
}

type Wishes = Pick<
  Config,
  'engine' | 'provider' | 'threads' | 'gradientSlices' | 'batchTransitions' | 'actingLagUpdates'
>;

export function divideLabour(wishes: Wishes): Labour {
  const { engine, provider, threads, gradientSlices, batchTransitions, actingLagUpdates } = wishes;
  // Other devices divide a batch themselves. Where they keep the network, the thread that plays has to use the same one.
  const learners =
    engine === 'tfjs' || provider === 'webgpu' ? 0 : provider === 'cuda' ? Math.min(threads, 1) : threads;
  const slices = gradientSlices > 0 ? gradientSlices : largestDivisor(batchTransitions, Math.max(1, learners));
  const useful = Math.min(learners, slices);
  // One thread that learns while the other waits gains nothing.
  const workers = useful > 1 || actingLagUpdates > 0 ? useful : 0;
  return { slices, workers, threads: Math.max(1, Math.floor(threads / Math.max(1, workers))) };
}

/** The largest divisor of `number` that is not above `limit`. */
function largestDivisor(number: number, limit: number): number {
  let divisor = Math.min(number, limit);
  while (number % divisor !== 0) divisor--;
  return divisor;
}
