/** The Q-network of Mnih et al. 2015, as in appendix A of the SAP paper. */
import * as tf from '@tensorflow/tfjs-core';
import type { ParameterSpec } from '../common/flat-parameters.js';
import type { Random } from '../common/random.js';
import { sizeOf, windowPositions } from '../common/shape.js';
import { frameSize, stackDepth } from '../env/environment.js';
import { layerNorm } from '../model/layer-norm.js';
import { identityHook, type Network } from '../model/model.js';

export interface QNetworkOptions {
  /** Number of outputs: one Q-value per action. */
  readonly actions: number;
  /** Fully connected layers before the output. The paper and Mnih et al. have one. */
  readonly hiddenLayers?: number;
  /** `layer`: layer normalization before each ReLU, over the channels of each pixel or the units. Default `none`. */
  readonly normalization?: Normalization;
}

type Normalization = 'none' | 'layer';

/** The convolutions, from the observation on. */
export const convolutions = [
  { name: 'conv1', filters: 32, size: 8, stride: 4 },
  { name: 'conv2', filters: 64, size: 4, stride: 2 },
  { name: 'conv3', filters: 64, size: 3, stride: 1 },
] as const;
const hiddenUnits = 512;

/** Returns the specs of the parameters in the order of the network, layer by layer: weights, bias, and scale and offset of its norm. */
export function parameterSpecs({ actions, hiddenLayers = 1, normalization }: QNetworkOptions): ParameterSpec[] {
  const layer = (name: string, weights: readonly number[]): ParameterSpec[] => {
    const fanIn = sizeOf(weights.slice(0, -1));
    return [
      { name: `${name}.weights`, shape: weights, fanIn },
      { name: `${name}.bias`, shape: weights.slice(-1), fanIn },
    ];
  };
  const activated = (name: string, weights: readonly number[]): ParameterSpec[] => {
    const each = { shape: weights.slice(-1), fanIn: 1 };
    const norm = [
      { name: `${name}.scale`, ...each, initial: 1 },
      { name: `${name}.offset`, ...each, initial: 0 },
    ];
    return [...layer(name, weights), ...(normalization === 'layer' ? norm : [])];
  };
  let side: number = frameSize;
  let channels: number = stackDepth;
  const specs: ParameterSpec[] = [];
  for (const { name, filters, size, stride } of convolutions) {
    specs.push(...activated(name, [size, size, channels, filters]));
    side = windowPositions(side, size, stride);
    channels = filters;
  }
  let width = side * side * channels;
  for (let i = 1; i <= hiddenLayers; i++) {
    specs.push(...activated(`fc${i}`, [width, hiddenUnits]));
    width = hiddenUnits;
  }
  return [...specs, ...layer('q', [width, actions])];
}

/**
 * Creates the network: pixels [N, 4, 84, 84] (0…255, oldest frame first) → Q-values [N, actions]. Names of its hooks: conv1, conv2,
 * conv3, fc1, … Feature maps are flattened row by row, with the channels innermost.
 */
export function qNetwork({ hiddenLayers = 1, normalization }: Omit<QNetworkOptions, 'actions'> = {}): Network {
  return (parameters, pixels, hook = identityHook) =>
    tf.tidy(() => {
      const next = parameters[Symbol.iterator]();
      const take = <T extends tf.Tensor>() => next.next().value as T;
      const activate = <T extends tf.Tensor>(x: T, name: string): T => {
        const normal = normalization === 'layer' ? layerNorm(x, take<tf.Tensor1D>(), take<tf.Tensor1D>()) : x;
        return hook(tf.relu(normal), name);
      };
      let maps = tf.transpose(tf.div(pixels, 255), [0, 2, 3, 1]) as tf.Tensor4D;
      for (const { name, stride } of convolutions) {
        const convolved = tf.conv2d(maps, take<tf.Tensor4D>(), stride, 'valid');
        maps = activate(tf.add(convolved, take()), name);
      }
      let hidden = tf.reshape(maps, [maps.shape[0], -1]) as tf.Tensor2D;
      for (let i = 1; i <= hiddenLayers; i++) {
        hidden = activate(tf.add(tf.matMul(hidden, take<tf.Tensor2D>()), take()) as tf.Tensor2D, `fc${i}`);
      }
      return tf.add(tf.matMul(hidden, take<tf.Tensor2D>()), take()) as tf.Tensor2D;
    });
}

/** Initializes weights and biases uniformly within ±1/√fanIn, like the published DQN (the default of Torch then); norms by their specs. */
export function initialize(views: readonly Float32Array[], specs: readonly ParameterSpec[], rng: Random): void {
  for (const [i, { fanIn, initial }] of specs.entries()) {
    const values = views[i]!;
    const bound = 1 / Math.sqrt(fanIn);
    if (initial !== undefined) values.fill(initial);
    else for (let j = 0; j < values.length; j++) values[j] = (2 * rng.uniform() - 1) * bound;
  }
}
