/** Who computes the updates of a run, as its config says. */
import type { Config } from '../../agent/config.js';
import { isProcessor } from '../../compute/signature.js';

export interface ComputeAssignment {
  /** Parts of a batch whose gradients are averaged. */
  readonly slices: number;
  /** Threads that learn beside the one that plays; 0 = that one learns. */
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
  // Where a device keeps the network, the thread that plays has to be the one that learns, too.
  const onDevice = engine === 'tfjs' || provider === 'webgpu';
  const useful = onDevice ? 0 : Math.min(threads, isProcessor(provider) ? gradientSlices : 1);
  // One thread that learns while the other waits gains nothing.
  const workers = useful > 1 || actingLagUpdates > 0 ? useful : 0;
  return { slices: gradientSlices, workers, threads: Math.max(1, Math.floor(threads / Math.max(1, workers))) };
}
