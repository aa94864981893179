/** Groups the arrays of a checkpoint by the layers that they belong to. */
import type { Checkpoint, CheckpointArray } from '../checkpoint/checkpoint.js';

/** A layer of a network in a checkpoint. */
export interface WeightedModule {
  /** Path of its arrays, such as `network.0`. */
  readonly name: string;
  readonly kind: 'convolution' | 'dense' | 'norm' | 'batchNorm';
  /** PyTorch: [out, in, height, width], [out, in], images [C, H, W]. Flax: [height, width, in, out], [in, out], images [H, W, C]. */
  readonly convention: 'pytorch' | 'flax';
  readonly weights: CheckpointArray;
  readonly bias: CheckpointArray | undefined;
}

/** Added to the variance by torch.nn.BatchNorm2d and BatchNorm1d, by default. */
const batchNormEpsilon = 1e-5;

export interface Modules {
  /** Ordered by name. */
  readonly modules: readonly WeightedModule[];
  /** Arrays of numbers that are no weights, such as the `atoms` of a distribution, by the last part of their names. */
  readonly constants: ReadonlyMap<string, Float32Array>;
  /** Names of arrays that belong to no layer that is known here. */
  readonly unknown: readonly string[];
}

/** Parts of names of target networks, and of states of optimizers. */
const notPlayed = /target|_old$|optim|opt_state|scheduler/i;

/** Whether an array is of the network that plays, by its name. */
export const isPlayed = (name: string): boolean => !name.split('.').some((part) => notPlayed.test(part));

/** Noise of noisy layers, which are played with their means (Fortunato et al. 2018, arXiv:1706.10295). */
const noise = /(^|\.)((weight|bias|kernel)_(sigma|epsilon)|sigma_(W|bias)|eps_[pq]|sigma\.(weight|bias))$/;
/** Names that have another meaning in some frameworks. */
const renamed: readonly (readonly [RegExp, string])[] = [
  // CleanRL's PPO in JAX: [arguments, [network, actor, critic]]
  [/^1\.0\.params\./, 'network.'],
  [/^1\.1\.params\./, 'actor.'],
  [/^1\.2\.params\./, 'critic.'],
  // The means of noisy layers: CleanRL and Dopamine, PFRL, Tianshou
  [/(^|\.)(weight|bias|kernel)_mu$/, '$1$2'],
  [/(^|\.)mu\.(weight|bias)$/, '$1$2'],
  [/(^|\.)mu_W$/, '$1weight'],
  [/(^|\.)mu_bias$/, '$1bias'],
];

/** Of the quantiles of Tianshou's networks, [1, quantiles, 1] (tianshou/algorithm/modelfree/qrdqn.py). */
export const fractions = 'tau_hat';

const constantName = /^(atoms|support|supports|z_values|z)$/;

const byName = new Intl.Collator('en', { numeric: true });

/** Returns the layers of the network that plays, without those of target networks. */
export function modulesIn({ arrays }: Pick<Checkpoint, 'arrays'>): Modules {
  const groups = new Map<string, Map<string, CheckpointArray>>();
  const constants = new Map<string, Float32Array>();
  for (const [name, array] of arrays) {
    if (!isPlayed(name) || noise.test(name)) continue;
    const path = renamed.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), name);
    const dot = path.lastIndexOf('.');
    const [module, last] = [path.slice(0, Math.max(0, dot)), path.slice(dot + 1)];
    if (last === fractions || (constantName.test(last) && array.shape.length === 1)) {
      constants.set(last, array.values);
      continue;
    }
    if (!groups.has(module)) groups.set(module, new Map());
    groups.get(module)!.set(last, array);
  }
  addSharedBias(groups);
  const modules: WeightedModule[] = [];
  const unknown: string[] = [];
  for (const [name, group] of groups) {
    const module = moduleOf(name, group);
    if (module) modules.push(module);
    else unknown.push(...[...group.keys()].map((last) => (name === '' ? last : `${name}.${last}`)));
  }
  modules.sort((a, b) => byName.compare(a.name, b.name));
  return { modules, constants, unknown };
}

/** Gives a bias of one value, a module of its own after a dense layer without one (PFRL's SingleSharedBias), to that layer. */
function addSharedBias(groups: Map<string, Map<string, CheckpointArray>>): void {
  for (const [name, group] of groups) {
    const [, parent = '', number] = /^(.*\.|)(\d+)$/.exec(name) ?? [];
    const before = number === undefined ? undefined : groups.get(`${parent}${Number(number) - 1}`);
    const [bias, weight] = [group.get('bias'), before?.get('weight')];
    if (group.size !== 1 || bias?.values.length !== 1 || weight?.shape.length !== 2 || before?.has('bias')) continue;
    const length = weight.shape[0]!;
    before!.set('bias', { shape: [length], values: new Float32Array(length).fill(bias.values[0]!) });
    groups.delete(name);
  }
}

function moduleOf(name: string, group: ReadonlyMap<string, CheckpointArray>): WeightedModule | undefined {
  if (group.has('running_mean')) return batchNormOf(name, group);
  const { weight, kernel, scale, bias, ...others } = Object.fromEntries(group);
  const weights = weight ?? kernel ?? scale;
  if (!weights || Object.keys(others).length > 0) return undefined;
  const convention = weight ? 'pytorch' : 'flax';
  const axes = weights.shape.length;
  if (axes === 4 && !scale) return { name, kind: 'convolution', convention, weights, bias };
  if (axes === 2 && !scale) return { name, kind: 'dense', convention, weights, bias };
  // Batch, group and RMS normalization have arrays of the same shapes: Flax names them, PyTorch's are told by their place.
  const isNorm = (axes === 1 || axes === 3) && !kernel && bias !== undefined;
  const isNamedSo = convention === 'pytorch' || /(^|\.)LayerNorm(_\d+)?$/.test(name);
  return isNorm && isNamedSo ? { name, kind: 'norm', convention, weights, bias } : undefined;
}

/** Returns batch normalization with the statistics of the training, as a factor and an offset for each channel. */
function batchNormOf(name: string, group: ReadonlyMap<string, CheckpointArray>): WeightedModule | undefined {
  const {
    weight,
    bias,
    running_mean: mean,
    running_var: variance,
    num_batches_tracked: _,
    ...others
  } = Object.fromEntries(group);
  const { shape } = mean!;
  const arrays = [variance, ...(weight || bias ? [weight, bias] : [])];
  const fits = shape.length === 1 && arrays.every((array) => array?.shape.join() === shape.join());
  if (!fits || Object.keys(others).length > 0) return undefined;
  const factors = variance!.values.map((value, i) => (weight?.values[i] ?? 1) / Math.sqrt(value + batchNormEpsilon));
  const offsets = factors.map((factor, i) => (bias?.values[i] ?? 0) - mean!.values[i]! * factor);
  return {
    ...{ name, kind: 'batchNorm', convention: 'pytorch' },
    ...{ weights: { shape, values: factors }, bias: { shape, values: offsets } },
  };
}

/** Returns the number of inputs and outputs of a convolution or dense layer. */
export function sizesOf({
  convention,
  weights: { shape },
}: WeightedModule): readonly [inputs: number, outputs: number] {
  return convention === 'pytorch' ? [shape[1]!, shape[0]!] : [shape.at(-2)!, shape.at(-1)!];
}

/** Returns the height and width of the filters of a convolution. */
export function filterOf({ convention, weights: { shape } }: WeightedModule): readonly [height: number, width: number] {
  return convention === 'pytorch' ? [shape[2]!, shape[3]!] : [shape[0]!, shape[1]!];
}
