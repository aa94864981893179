/** All operators that can be imported. */
import { activationRules } from './activations.js';
import { arithmeticRules } from './arithmetic.js';
import { convolutionRules } from './convolution.js';
import { denseRules } from './dense.js';
import { normalizationRules } from './normalization.js';
import { reductionRules } from './reduction.js';
import type { Rules } from './rule.js';
import { shapeRules } from './shape.js';

/** Rules of the operators on results. */
export const operatorRules: Rules = {
  ...activationRules,
  ...arithmeticRules,
  ...convolutionRules,
  ...denseRules,
  ...normalizationRules,
  ...reductionRules,
  ...shapeRules,
};

/** Names of the operators on results that can be imported. */
export const supportedOperators: readonly string[] = Object.keys(operatorRules).sort();
