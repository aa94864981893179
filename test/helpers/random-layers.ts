/** Networks of random layers, and those that are published, small. */
import { layerShapes } from '../../src/agent/check-layers.js';
import type { Layer } from '../../src/agent/layers.js';
import type { Random } from '../../src/common/random.js';
import { sizeOf } from '../../src/common/shape.js';
import type { NamedArray } from '../../src/model/safetensors.js';

export interface LayeredNetwork {
  readonly layers: readonly Layer[];
  readonly arrays: readonly NamedArray[];
}

/** Collects layers; every method returns the number of the layer, for `from`. */
function collectLayers(rng: Random) {
  const layers: Layer[] = [];
  const arrays: NamedArray[] = [];
  const add = (layer: Layer, ...shapes: (readonly number[])[]): number => {
    for (const shape of shapes) {
      const bound = 1 / Math.sqrt(Math.max(1, sizeOf(shape.slice(0, -1))));
      const values = Float32Array.from({ length: sizeOf(shape) }, () => (2 * rng.uniform() - 1) * bound + 0.1 * bound);
      arrays.push({ name: `a${arrays.length}`, shape, values });
    }
    return layers.push(layer);
  };
  return { layers, arrays, add };
}

const pick = <T>(rng: Random, list: readonly T[]): T => list[rng.integer(list.length)]!;

/** A network of so many random layers from the input shape, then a reshape to units and a dense layer with 3 outputs. */
export function randomLayers(rng: Random, inputShape: readonly number[], count: number): LayeredNetwork {
  const { layers, arrays, add } = collectLayers(rng);
  const shapes = () => layerShapes(layers, arrays, inputShape, 'random');
  let last = add({ kind: 'scale', factor: 1 / 255, offset: -0.5 });
  for (let i = 0; i < count; i++) {
    const all = shapes();
    const shape = all[last]!;
    const size = sizeOf(shape);
    const axis = 1 + rng.integer(shape.length);
    const length = shape[axis - 1]!;
    const start = rng.integer(length);
    const other = pick(
      rng,
      all.flatMap((each, index) => (each.join() === shape.join() && index > 0 ? [index] : [])),
    );
    const choices: (() => number)[] = [
      () => add({ kind: pick(rng, ['relu', 'tanh', 'sigmoid', 'silu', 'softmax'] as const), from: [last] }),
      () => add({ kind: pick(rng, ['elu', 'leakyRelu'] as const), alpha: pick(rng, [0.1, 1, 1.5]), from: [last] }),
      () => add({ kind: pick(rng, ['add', 'subtract', 'multiply'] as const), from: [other, last] }),
      () => add({ kind: 'layerNorm', epsilon: 1e-3, from: [last] }, ...[0, 1].map(() => shape.slice(-1))),
      () => add({ kind: 'layerNorm', epsilon: 1e-3, axes: 'all', from: [last] }, ...[0, 1].map(() => [size])),
      () => add({ kind: 'affine', scale: true, offset: true, from: [last] }, ...[0, 1].map(() => shape.slice(-1))),
      () => add({ kind: 'slice', axis, start, end: start + 1 + rng.integer(length - start), from: [last] }),
      () => add({ kind: 'gather', axis, indices: [start, length - 1, start], from: [last] }),
      () => {
        const mean = add({ kind: pick(rng, ['mean', 'sum'] as const), axes: [axis], from: [last] });
        return add({ kind: 'subtract', from: [last, mean] });
      },
      () => {
        const order = shape.map((_, i) => i + 1).sort(() => rng.uniform() - 0.5);
        return add({ kind: 'transpose', order: [0, ...order], from: [last] });
      },
      () => add({ kind: 'reshape', shape: shape.length > 1 ? [shape[0]!, size / shape[0]!] : [size, 1], from: [last] }),
    ];
    if (shape.length === 3) {
      const pads: [[number, number], [number, number]] = [
        [1, 1],
        [2, 1],
      ];
      const filter = [2, 2, shape[2]!, 1 + rng.integer(4)];
      choices.push(() =>
        add({ kind: 'convolution', bias: true, strides: [1, 2], pads, from: [last] }, filter, filter.slice(3)),
      );
    }
    last = pick(rng, choices)();
  }
  const units = sizeOf(shapes()[last]!);
  const flat = add({ kind: 'reshape', shape: [units], from: [last] });
  add({ kind: 'dense', bias: true, from: [flat] }, [units, 3], [3]);
  return { layers, arrays };
}

/** The published heads on a small trunk over [2, 6, 6] pixels; 3 actions. */
export function publishedHeads(rng: Random): Readonly<Record<string, LayeredNetwork>> {
  const [actions, atoms, units] = [3, 5, 8];
  const trunk = (activation: Layer = { kind: 'relu' }) => {
    const collected = collectLayers(rng);
    const { add } = collected;
    add({ kind: 'scale', factor: 1 / 255, offset: 0 });
    add({ kind: 'transpose', order: [0, 2, 3, 1] });
    const pads: [[number, number], [number, number]] = [
      [0, 1],
      [0, 1],
    ];
    add({ kind: 'convolution', bias: true, strides: [2, 2], pads }, [3, 3, 2, 4], [4]);
    add({ kind: 'layerNorm', epsilon: 1e-5, axes: 'all' }, [36], [36]);
    add(activation);
    add({ kind: 'reshape', shape: [36] });
    const features = add({ kind: 'dense', bias: true }, [36, units], [units]);
    const dense = (from: number, inputs: number, outputs: number) =>
      add({ kind: 'dense', bias: true, from: [from] }, [inputs, outputs], [outputs]);
    const hidden = (from: number) => add({ ...activation, from: [dense(from, units, units)] });
    return { ...collected, features: add({ ...activation, from: [features] }), dense, hidden };
  };
  const expectation = ({ add }: ReturnType<typeof trunk>, logits: number) => {
    add({ kind: 'softmax', from: [logits] });
    add({ kind: 'affine', scale: true, offset: false }, [atoms]);
    add({ kind: 'sum', axes: [2] });
    add({ kind: 'reshape', shape: [actions] });
  };
  const dueling = (activation?: Layer) => {
    const net = trunk(activation);
    const { add, features, dense, hidden } = net;
    const [advantage, value] = [dense(hidden(features), units, actions), dense(hidden(features), units, 1)];
    const mean = add({ kind: 'mean', axes: [1], from: [advantage] });
    add({ kind: 'add', from: [value, add({ kind: 'subtract', from: [advantage, mean] })] });
    return net;
  };
  const categorical = () => {
    const net = trunk();
    net.dense(net.features, units, actions * atoms);
    expectation(net, net.add({ kind: 'reshape', shape: [actions, atoms] }));
    return net;
  };
  const quantiles = () => {
    const net = trunk();
    net.dense(net.features, units, actions * atoms);
    net.add({ kind: 'reshape', shape: [actions, atoms] });
    net.add({ kind: 'mean', axes: [2] });
    net.add({ kind: 'reshape', shape: [actions] });
    return net;
  };
  const rainbow = () => {
    const net = trunk();
    const { add, features, dense, hidden } = net;
    const value = add({ kind: 'reshape', shape: [1, atoms], from: [dense(hidden(features), units, atoms)] });
    const advantage = dense(hidden(features), units, actions * atoms);
    const each = add({ kind: 'reshape', shape: [actions, atoms], from: [advantage] });
    const mean = add({ kind: 'mean', axes: [1], from: [each] });
    expectation(net, add({ kind: 'subtract', from: [add({ kind: 'add', from: [value, each] }), mean] }));
    return net;
  };
  return {
    dueling: dueling(),
    'dueling with ELU': dueling({ kind: 'elu', alpha: 1 }),
    'dueling with SiLU': dueling({ kind: 'silu' }),
    'dueling with tanh': dueling({ kind: 'tanh' }),
    C51: categorical(),
    'QR-DQN': quantiles(),
    Rainbow: rainbow(),
  };
}
