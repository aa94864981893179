// Numeric kernels for use between the segments of compiled graphs. The host (src/compute/kernels.ts) provides and divides the
// memory. Nothing is allocated here.

export { adam } from './adam';
export { bernoulliSample } from './bernoulli';
export { squaredNorm } from './gradient';
export { multinomialSample } from './multinomial';
export { fillMask, fillNormal } from './noise';
export { pruningPrepare, pruningScratchBytes } from './pruning-row';
export { rmsprop } from './rmsprop';

/** The first byte that the host may use. */
export function heapBase(): usize {
  return __heap_base;
}
