/** Activations, and operators that change nothing here. */
import type { Layer } from '../../../agent/layers.js';
import { isFloatType } from '../onnx-tensor.js';
import { numberOf, type Rule, type Rules, resultAt } from './rule.js';

const activation =
  (layer: Layer): Rule =>
  (use) => {
    const x = resultAt(use, 0);
    return use.graph.add(layer, [x], x);
  };

const withAlpha =
  (kind: 'elu' | 'leakyRelu', otherwise: number): Rule =>
  (use) => {
    const x = resultAt(use, 0);
    return use.graph.add({ kind, alpha: numberOf(use, 'alpha', otherwise) }, [x], x);
  };

/** Keeps zeros that a Pad has added, too. */
const unchanged: Rule = ({ values, refuse }) => {
  const [x] = values;
  if (!x) throw refuse('has no input');
  return x;
};

export const activationRules: Rules = {
  Relu: activation({ kind: 'relu' }),
  Elu: withAlpha('elu', 1),
  LeakyRelu: withAlpha('leakyRelu', 0.01),
  Tanh: activation({ kind: 'tanh' }),
  Sigmoid: activation({ kind: 'sigmoid' }),
  Swish(use) {
    if (numberOf(use, 'alpha', 1) !== 1) throw use.refuse('with an alpha other than 1 is not supported');
    return activation({ kind: 'silu' })(use);
  },
  Identity: unchanged,
  Dropout: unchanged,
  CastLike: unchanged,
  Cast(use) {
    const type = numberOf(use, 'to', 0);
    if (!isFloatType(type)) throw use.refuse('of a result to integers is not supported: they have no gradients');
    return unchanged(use);
  },
};
