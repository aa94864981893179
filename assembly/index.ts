// Numeric kernels that sit between two compiled graph segments or beside them. Memory is imported and laid out by the
// host (src/compute/kernels.ts): nothing here allocates.

export { bernoulliSample } from './bernoulli';
export { multinomialSample } from './multinomial';
export { fillMask, fillNormal } from './noise';
export { pruningPrepare, pruningScratchBytes } from './pruning-row';
export { rmsprop } from './rmsprop';

/** First byte the host may use. */
export function heapBase(): usize {
  return __heap_base;
}
