/**
 * ResNet-20 with pre-activation (He et al. 2016, "Identity Mappings in Deep Residual Networks"), as in the code of the SAP
 * paper's authors. A residual unit:
 *
 *     x ── norm ─ ReLU ┬─ 3×3 (stride) ─ norm ─ ReLU ─ 3×3 ─ + ──
 *     │                └─ 1×1 (stride), where the shape changes ─┤
 *     └── x itself, where it does not ───────────────────────────┘
 *
 * 19 ReLUs, each with a hook. Convolutions have no bias, since a normalization or a sum with a normalized branch follows.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ParameterSpec } from '../common/flat-parameters.js';
import type { Random } from '../common/random.js';
import { paddedConvolution } from '../compute/convolution.js';
import { type ActivationHook, identityHook, type Network, type Parameters } from '../model/model.js';
import { type BatchStatistics, type Norm, normalizeByBatch, normalizeByRunning } from './batch-norm.js';

/** The role of a parameter in training. */
type ParameterRole =
  /** Learned, with weight decay. */
  | 'weights'
  /** Learned, without weight decay: gains, offsets and biases. */
  | 'offset'
  /** Running mean or variance: updated from batches, without a gradient. */
  | 'statistic';

export interface ResnetSpec extends ParameterSpec {
  readonly role: ParameterRole;
}

/** Sides of input images: the authors crop to 28 × 28, the data set has 32 × 32. The parameters are the same. */
export const imageSides = [28, 32] as const;

const imageChannels = 3;
const stemFilters = 16;
const stages = [
  { filters: 16, stride: 1 },
  { filters: 32, stride: 2 },
  { filters: 64, stride: 2 },
] as const;
const unitsPerStage = 3;

interface Unit {
  /** `stage2.unit1`; its hooks are `…relu1` and `…relu2`. */
  readonly name: string;
  readonly inputs: number;
  readonly filters: number;
  readonly stride: 1 | 2;
}

/** The units in order. */
const units: readonly Unit[] = stages.flatMap(({ filters, stride }, stage) =>
  Array.from({ length: unitsPerStage }, (_, unit) => ({
    name: `stage${stage + 1}.unit${unit + 1}`,
    inputs: unit > 0 ? filters : (stages[stage - 1]?.filters ?? stemFilters),
    filters,
    stride: unit > 0 ? 1 : stride,
  })),
);
const lastFilters = stages.at(-1)!.filters;
const changesShape = ({ inputs, filters, stride }: Unit): boolean => inputs !== filters || stride !== 1;

/** Returns the specs of the parameters, in the order in which the network uses them. */
export function resnetSpecs(classes: number): ResnetSpec[] {
  const norm = (name: string, channels: number): ResnetSpec[] =>
    (['gamma', 'beta', 'mean', 'variance'] as const).map((part) => ({
      name: `${name}.${part}`,
      shape: [channels],
      fanIn: 1,
      role: part === 'gamma' || part === 'beta' ? 'offset' : 'statistic',
    }));
  const convolution = (name: string, side: number, inputs: number, filters: number): ResnetSpec => ({
    name: `${name}.weights`,
    shape: [side, side, inputs, filters],
    fanIn: side * side * inputs,
    role: 'weights',
  });
  return [
    ...norm('input', imageChannels),
    convolution('stem', 3, imageChannels, stemFilters),
    ...units.flatMap((unit) => [
      ...norm(`${unit.name}.norm1`, unit.inputs),
      ...(changesShape(unit) ? [convolution(`${unit.name}.shortcut`, 1, unit.inputs, unit.filters)] : []),
      convolution(`${unit.name}.conv1`, 3, unit.inputs, unit.filters),
      ...norm(`${unit.name}.norm2`, unit.filters),
      convolution(`${unit.name}.conv2`, 3, unit.filters, unit.filters),
    ]),
    ...norm('final', lastFilters),
    { name: 'logits.weights', shape: [lastFilters, classes], fanIn: lastFilters, role: 'weights' },
    { name: 'logits.bias', shape: [classes], fanIn: lastFilters, role: 'offset' },
  ];
}

/** Pixels [N, 3, H, W] of 0…255 → logits [N, classes], normalized by the running statistics. */
export const resnet20: Network = (parameters, pixels, hook = identityHook) =>
  tf.tidy(() => forward(parameters, pixels, hook, normalizeByRunning));

/** Like `resnet20`, but normalized by the batch statistics, which are returned in the order of the specs of that role. */
export function resnet20InTraining(
  parameters: Parameters,
  pixels: tf.Tensor4D,
  hook: ActivationHook = identityHook,
): { readonly logits: tf.Tensor2D; readonly statistics: tf.Tensor1D[] } {
  return tf.tidy(() => {
    const found: BatchStatistics[] = [];
    const logits = forward(parameters, pixels, hook, (x, norm) => {
      const { y, mean, variance } = normalizeByBatch(x, norm);
      found.push({ mean, variance });
      return y;
    });
    return { logits, statistics: found.flatMap(({ mean, variance }) => [mean, variance]) };
  });
}

type Normalize = (x: tf.Tensor4D, norm: Norm) => tf.Tensor4D;

function forward(parameters: Parameters, pixels: tf.Tensor4D, hook: ActivationHook, normalize: Normalize): tf.Tensor2D {
  const next = parameters[Symbol.iterator]();
  const take = <T extends tf.Tensor>() => next.next().value as T;
  const normalized = (x: tf.Tensor4D) => {
    const [gamma, beta, mean, variance] = [take(), take(), take(), take()] as tf.Tensor1D[] as [
      tf.Tensor1D,
      tf.Tensor1D,
      tf.Tensor1D,
      tf.Tensor1D,
    ];
    return normalize(x, { gamma, beta, mean, variance });
  };
  const activated = (x: tf.Tensor4D, name: string) => hook(tf.relu(normalized(x)), name);
  const convolved = (x: tf.Tensor4D, stride: number, padding: number) =>
    paddedConvolution(x, take<tf.Tensor4D>(), stride, padding);

  const images = tf.transpose(tf.div(pixels, 255), [0, 2, 3, 1]) as tf.Tensor4D;
  let maps = convolved(normalized(images), 1, 1);
  for (const unit of units) {
    const first = activated(maps, `${unit.name}.relu1`);
    const shortcut = changesShape(unit) ? convolved(first, unit.stride, 0) : maps;
    const second = activated(convolved(first, unit.stride, 1), `${unit.name}.relu2`);
    maps = addRepeated(convolved(second, 1, 1), shortcut);
  }
  const pooled = tf.mean(activated(maps, 'final.relu'), [1, 2]) as tf.Tensor2D;
  return tf.add(tf.matMul(pooled, take<tf.Tensor2D>()), take()) as tf.Tensor2D;
}

/** Adds two batches. Where a hook has drawn several samples for `a`, each row of `b` is added to the samples of its example. */
function addRepeated(a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D {
  if (a.shape[0] === b.shape[0]) return tf.add(a, b);
  // Compiled graphs store maps channels first, so that these transposes cost nothing there.
  const channelsFirst = (x: tf.Tensor4D) => tf.transpose(x, [0, 3, 1, 2]);
  const drawn = channelsFirst(a);
  const sum = tf.add(
    tf.reshape(drawn, [b.shape[0], -1, b.size / b.shape[0]]),
    tf.reshape(channelsFirst(b), [b.shape[0], 1, -1]),
  );
  return tf.transpose(tf.reshape(sum, drawn.shape), [0, 2, 3, 1]) as tf.Tensor4D;
}

/**
 * Initializes parameters: weights N(0, 2 / fan-in) (He et al. 2015), those of the output layer N(0, 1 / fan-in), gains and
 * variances 1, all others 0.
 */
export function initializeResnet(views: readonly Float32Array[], specs: readonly ResnetSpec[], rng: Random): void {
  for (const [i, { name, fanIn, role }] of specs.entries()) {
    const values = views[i]!;
    if (role === 'weights') {
      const deviation = Math.sqrt((name.startsWith('logits') ? 1 : 2) / fanIn);
      for (let j = 0; j < values.length; j++) values[j] = deviation * gaussian(rng);
    } else {
      values.fill(/\.(gamma|variance)$/.test(name) ? 1 : 0);
    }
  }
}

/** Returns an N(0, 1) number (Box and Muller 1958). */
function gaussian(rng: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - rng.uniform()));
  return radius * Math.cos(2 * Math.PI * rng.uniform());
}
