/** Activation functions between the layers of a checkpoint's network, which its arrays do not tell. */
import type { Layer } from '../../agent/layers.js';
import type { UsageError } from '../../common/errors.js';
import { shown } from '../../common/printable.js';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import type { Block } from './topology.js';

/** Classes of torch.nn with their defaults. */
const layers: Readonly<Record<string, Layer>> = {
  ReLU: { kind: 'relu' },
  Tanh: { kind: 'tanh' },
  ELU: { kind: 'elu', alpha: 1 },
  LeakyReLU: { kind: 'leakyRelu', alpha: 0.01 },
  SiLU: { kind: 'silu' },
  Sigmoid: { kind: 'sigmoid' },
};

/**
 * Returns the function that gives the activation after a layer. All networks here use ReLU, except the dense layers that users of
 * Stable-Baselines3 add (`net_arch`): there it is a setting, with the default tanh for actors.
 * @param refuse returns the error to throw
 */
export function activationOf(about: Checkpoint['about'], refuse: (why: string) => UsageError): (block: Block) => Layer {
  const setting = about['data.policy_kwargs.activation_fn'];
  const chosen = typeof setting === 'string' ? (/(\w+)\W{0,4}$/.exec(setting.slice(-100))?.[1] ?? '') : undefined;
  return ({ module: { name } }) => {
    const isActor = /(^|\.)mlp_extractor\./.test(name);
    if (!isActor && !/(^|\.)(q_net|quantile_net)\.\d+$/.test(name)) return layers.ReLU!;
    const activation = chosen ?? (isActor ? 'Tanh' : 'ReLU');
    if (!Object.hasOwn(layers, activation)) throw refuse(`the activation function ${shown(setting)} is not supported`);
    return layers[activation]!;
  };
}
