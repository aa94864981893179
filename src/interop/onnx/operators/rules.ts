/** All operators that can be imported. */
import { activationRules } from './activations.js';
import { arithmeticRules } from './arithmetic.js';
import { convolutionRules } from './convolution.js';
import { denseRules } from './dense.js';
import { normalizationRules } from './normalization.js';
import { reductionRules } from './reduction.js';
import type { Rule, Rules } from './rule.js';
import { shapeRules } from './shape.js';

const action: Rule = ({ call, refuse }) => {
  throw refuse(
    `chooses an action, which has no gradient: export the network before it (model.q_net for Stable-Baselines3), or choose its operand with --output '${call.inputs[0]}'`,
  );
};

const supportedRules: Rules = {
  ...activationRules,
  ...arithmeticRules,
  ...convolutionRules,
  ...denseRules,
  ...normalizationRules,
  ...reductionRules,
  ...shapeRules,
};

/** Operators on results. */
export const operatorRules: Rules = { ...supportedRules, ArgMax: action };

/** Names of the operators on results that can be imported. */
export const supportedOperators: readonly string[] = Object.keys(supportedRules).sort();
