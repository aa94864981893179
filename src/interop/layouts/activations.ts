/** Activation functions between the layers of a checkpoint's network, which its arrays do not tell. */
import type { Layer } from '../../agent/layers.js';
import { UsageError } from '../../common/errors.js';
import { shown } from '../../common/printable.js';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import type { Block } from './topology.js';

/** Layers with the defaults of torch.nn. */
const layers = {
  relu: { kind: 'relu' },
  elu: { kind: 'elu', alpha: 1 },
  'leaky-relu': { kind: 'leakyRelu', alpha: 0.01 },
  tanh: { kind: 'tanh' },
  silu: { kind: 'silu' },
  sigmoid: { kind: 'sigmoid' },
} as const satisfies Readonly<Record<string, Layer>>;

/** An activation function that a user can name. */
export type ActivationName = Exclude<keyof typeof layers, 'sigmoid'>;
export const activationNames: readonly ActivationName[] = ['relu', 'elu', 'leaky-relu', 'tanh', 'silu'];

/** Classes of torch.nn. */
const classes: Readonly<Record<string, keyof typeof layers>> = {
  ...{ ReLU: 'relu', ELU: 'elu', LeakyReLU: 'leaky-relu', Tanh: 'tanh', SiLU: 'silu', Sigmoid: 'sigmoid' },
};

export interface Activations {
  /** Returns the activation after a layer. */
  activation(block: Block): Layer;
  /** What was assumed, for a warning. */
  readonly assumed?: string;
}

interface ActivationOptions extends Pick<Checkpoint, 'about' | 'container'> {
  /** Hidden layers. */
  readonly blocks: readonly Block[];
  /** Whether the framework, whose networks use ReLU, is known. */
  readonly isKnown: boolean;
  /** Of all hidden layers, as the user says. */
  readonly given?: ActivationName | undefined;
  /** Names the file in errors. */
  readonly source: string;
}

/** The dense layers that users of Stable-Baselines3 add (`net_arch`), by their names. */
const actorLayer = /(^|\.)mlp_extractor\./;
const addedLayer = /(^|\.)(q_net|quantile_net)\.\d+$/;

/**
 * Returns the activation functions. All known frameworks use ReLU, except the dense layers that users of Stable-Baselines3 add
 * (common/torch_layers.py, create_mlp): there it is the setting `activation_fn`, by default ReLU, and tanh for actors (common/policies.py).
 * @throws UsageError for other modules than those of the framework or of torch.nn
 */
export function activationsOf({ about, container, blocks, isKnown, given, source }: ActivationOptions): Activations {
  expectOwnModules(about, source);
  if (given !== undefined) return { activation: () => layers[given] };
  const setting = about['data.policy_kwargs.activation_fn'];
  const isAdded = ({ module: { name } }: Block) => actorLayer.test(name) || addedLayer.test(name);
  const activation = (block: Block): Layer => {
    if (!isAdded(block)) return layers.relu;
    if (setting === undefined) return actorLayer.test(block.module.name) ? layers.tanh : layers.relu;
    return layers[className(setting) ?? refuse(setting, source)];
  };
  const isUnsaid = isKnown ? container !== 'sb3' && blocks.some(isAdded) : blocks.length > 0;
  if (!isUnsaid) return { activation };
  const name = blocks.some(({ module }) => actorLayer.test(module.name)) ? 'tanh after the layers of net_arch' : 'ReLU';
  return {
    activation,
    assumed: `the file does not say its activation functions: ${name} is assumed; if it has others, set --activation, or export the network to ONNX`,
  };
}

function className(setting: unknown): keyof typeof layers | undefined {
  const [, name = ''] = /^<class 'torch\.nn\.modules\.activation\.(\w+)'>$/.exec(String(setting)) ?? [];
  return Object.hasOwn(classes, name) ? classes[name] : undefined;
}

function refuse(setting: unknown, source: string): never {
  throw new UsageError(
    `${source}: the activation function ${shown(setting)} is not supported (supported: ${Object.keys(classes).join(', ')} of torch.nn): export the network to ONNX`,
  );
}

/**
 * Settings of Stable-Baselines3 that name a class, and the classes whose modules are known. `model.save` writes the settings as texts
 * (common/save_util.py, data_to_json).
 */
const ownModules = [
  {
    key: 'data.policy_kwargs.features_extractor_class',
    what: 'features extractor',
    known: /^<class 'stable_baselines3\.common\.torch_layers\.NatureCNN'>$/,
  },
  { key: 'data.policy_class.__module__', what: 'policy of the module', known: /^(stable_baselines3|sb3_contrib)\./ },
];

function expectOwnModules(about: Checkpoint['about'], source: string): void {
  for (const { key, what, known } of ownModules) {
    const setting = about[key];
    if (setting === undefined || known.test(String(setting))) continue;
    throw new UsageError(
      `${source}: the ${what} ${shown(setting)} is not part of Stable-Baselines3, and the file does not say what it computes: export the network to ONNX`,
    );
  }
}
