/** Networks that are described by layers. */
import * as tf from '@tensorflow/tfjs-core';
import { paddedConvolution } from '../compute/convolution.js';
import { layerNorm } from '../model/layer-norm.js';
import { identityHook, type Network } from '../model/model.js';
import { type Layer, operandsOf } from './layers.js';

/** The next parameter of the network. */
type Take = <T extends tf.Tensor>() => T;

type Apply<L> = (operands: readonly tf.Tensor[], layer: L, take: Take) => tf.Tensor;

type Rules<Kind extends Layer['kind']> = { readonly [K in Kind]: Apply<Extract<Layer, { kind: K }>> };

/** Layers whose results are passed to the activation hook. */
const activations: Rules<'relu' | 'elu' | 'leakyRelu' | 'tanh' | 'sigmoid' | 'silu'> = {
  relu: ([x]) => tf.relu(x!),
  elu([x], { alpha }) {
    const negative = tf.sub(tf.elu(x!), tf.relu(x!));
    return alpha === 1 ? tf.elu(x!) : tf.add(tf.relu(x!), tf.mul(negative, alpha));
  },
  leakyRelu: ([x], { alpha }) => tf.leakyRelu(x!, alpha),
  tanh: ([x]) => tf.tanh(x!),
  sigmoid: ([x]) => tf.sigmoid(x!),
  silu: ([x]) => tf.mul(x!, tf.sigmoid(x!)),
};

const operations: Rules<Exclude<Layer['kind'], keyof typeof activations>> = {
  scale: ([x], { factor, offset }) => tf.add(tf.mul(x!, factor), offset),
  affine([x], { scale, offset }, take) {
    const scaled = scale ? tf.mul(x!, take()) : x!;
    return offset ? tf.add(scaled, take()) : scaled;
  },
  transpose: ([x], { order }) => tf.transpose(x!, order),
  reshape: ([x], { shape }) => tf.reshape(x!, [x!.shape[0]!, ...shape]),
  slice([x], { axis, start, end }) {
    const begin = x!.shape.map((_, i) => (i === axis ? start : 0));
    return tf.slice(x!, begin, x!.shape.with(axis, end - start));
  },
  gather: ([x], { axis, indices }) => tf.gather(x!, tf.tensor1d(indices, 'int32'), axis),
  convolution([x], { strides, pads, bias }, take) {
    const y = paddedConvolution(x as tf.Tensor4D, take<tf.Tensor4D>(), strides, [[0, 0], ...pads, [0, 0]]);
    return bias ? tf.add(y, take()) : y;
  },
  dense([x], { bias }, take) {
    const y = tf.matMul(x as tf.Tensor2D, take<tf.Tensor2D>());
    return bias ? tf.add(y, take()) : y;
  },
  layerNorm([x], { epsilon, axes = 'last' }, take) {
    const flat = axes === 'all' ? tf.reshape(x!, [x!.shape[0]!, -1]) : x!;
    return tf.reshape(layerNorm(flat, take<tf.Tensor1D>(), take<tf.Tensor1D>(), epsilon), x!.shape);
  },
  sum: ([x], { axes }) => tf.sum(x!, axes, true),
  mean: ([x], { axes }) => tf.mean(x!, axes, true),
  softmax: ([x]) => tf.softmax(x!),
  add: ([a, b]) => ofEqualRows(tf.add, a!, b!),
  subtract: ([a, b]) => ofEqualRows(tf.sub, a!, b!),
  multiply: ([a, b]) => ofEqualRows(tf.mul, a!, b!),
};

/**
 * Applies an operation to two operands. If only one of them has passed a stochastic hook, it has several samples of each row of the
 * other, one after the other.
 */
function ofEqualRows(apply: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const examples = Math.min(a.shape[0]!, b.shape[0]!);
  const rows = Math.max(a.shape[0]!, b.shape[0]!);
  if (examples === rows) return apply(a, b);
  const bySample = (x: tf.Tensor) => tf.reshape(x, [examples, x.shape[0]! / examples, ...x.shape.slice(1)]);
  const y = apply(bySample(a), bySample(b));
  return tf.reshape(y, [rows, ...y.shape.slice(2)]);
}

const rules: Rules<Layer['kind']> = { ...operations, ...activations };

/** Returns the name of the hook of each layer that has one: relu1, relu2, tanh1, … */
function hookNames(layers: readonly Layer[]): readonly (string | undefined)[] {
  const counts = new Map<string, number>();
  return layers.map(({ kind }) => {
    if (!(kind in activations)) return undefined;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return `${kind}${count}`;
  });
}

/** Creates the network: pixels [N, …] → [N, outputs]. Names of its hooks: the kind of activation and its number among those of its kind. */
export function layersNetwork(layers: readonly Layer[]): Network {
  const names = hookNames(layers);
  return (parameters, pixels, hook = identityHook) =>
    tf.tidy(() => {
      const next = parameters[Symbol.iterator]();
      const take: Take = <T extends tf.Tensor>() => next.next().value as T;
      const results: tf.Tensor[] = [pixels];
      for (const [index, layer] of layers.entries()) {
        const operands = operandsOf(layer, index).map((operand) => results[operand]!);
        const result = rules[layer.kind](operands, layer as never, take);
        const name = names[index];
        results.push(name === undefined ? result : hook(result, name));
      }
      return results.at(-1) as tf.Tensor2D;
    });
}
