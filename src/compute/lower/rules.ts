/** All kernels that can be compiled, by TensorFlow.js name. */
import { convolutionRules } from './convolution.js';
import { elementwiseRules } from './elementwise.js';
import { hostRules } from './host.js';
import { indexingRules } from './indexing.js';
import { matrixRules } from './matrix.js';
import { normalizationRules } from './normalization.js';
import { poolingRules } from './pooling.js';
import { reductionRules } from './reduction.js';
import type { KernelRule } from './rule.js';
import { shapeRules } from './shape.js';

export const kernelRules: Readonly<Record<string, KernelRule>> = {
  ...elementwiseRules,
  ...reductionRules,
  ...matrixRules,
  ...convolutionRules,
  ...poolingRules,
  ...normalizationRules,
  ...shapeRules,
  ...indexingRules,
  ...hostRules,
};
