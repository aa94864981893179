/** Threads that compute the updates of a run. */
import type { Config } from '../../../agent/config.js';
import { isProcessor } from '../../../compute/signature.js';

export interface ComputeAssignment {
  /** Parts of a batch whose gradients are averaged. */
  readonly slices: number;
  /** Learning threads beside the playing one; 0 = the playing thread learns. */
  readonly workers: number;
  /** Of the compiled graph, in each thread that learns. */
  readonly threads: number;
}

type Wishes = Pick<Config, 'engine' | 'provider' | 'threads' | 'gradientSlices' | 'actingLagUpdates'>;

export function assignCompute({
  engine,
  provider,
  threads,
  gradientSlices,
  actingLagUpdates,
}: Wishes): ComputeAssignment {
  // If a device keeps the network, the playing thread has to learn too.
  const onDevice = engine === 'tfjs' || provider === 'webgpu';
  const useful = onDevice ? 0 : Math.min(threads, isProcessor(provider) ? gradientSlices : 1);
  // One learning thread for which the playing thread waits gains nothing.
  const workers = useful > 1 || actingLagUpdates > 0 ? useful : 0;
  return { slices: gradientSlices, workers, threads: Math.max(1, Math.floor(threads / Math.max(1, workers))) };
}
