/** A padded convolution is the same for TensorFlow's backend, which cannot pad, as for all others. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/common/random.js';
import { type Padding, paddedConvolution } from '../../src/compute/convolution.js';
import { loadEagerBackend } from '../../src/compute/engine.js';
import { trace } from '../../src/compute/graph/trace.js';

beforeAll(async () => {
  await loadEagerBackend();
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu'); // whatever is installed: this one knows every padding
});

const rng = createRandom(3);
const random = (shape: number[]) =>
  tf.tensor4d(
    Array.from({ length: shape.reduce((a, b) => a * b) }, () => rng.uniform() - 0.5),
    shape as [number, number, number, number],
  );

const rows: readonly (readonly [string, Padding, number | [number, number], filter: [number, number]])[] = [
  ['none', 0, 1, [3, 3]],
  ['one number', 1, 1, [3, 3]],
  ['one number, strides', 1, 2, [3, 3]],
  ['a filter of one pixel', 0, 2, [1, 1]],
  [
    'axis by axis',
    [
      [0, 0],
      [2, 1],
      [0, 3],
      [0, 0],
    ],
    [2, 1],
    [3, 2],
  ],
  [
    'none, axis by axis',
    [
      [0, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ],
    1,
    [2, 2],
  ],
];

describe.each(rows)('padding: %s', (_, padding, strides, [height, width]) => {
  it('equals tf.conv2d and its gradients, however the images are padded', () => {
    const [x, filter] = [random([2, 7, 6, 3]), random([height, width, 3, 4])];
    const results = ['cpu', 'tensorflow'].map((backend) => {
      const y = (a: tf.Tensor, b: tf.Tensor) =>
        paddedConvolution(a as tf.Tensor4D, b as tf.Tensor4D, strides, padding, backend);
      const { value, grads } = tf.valueAndGrads((a, b) => tf.sum(tf.square(y(a!, b!))))([x, filter]);
      return [y(x, filter), value, ...grads].map((tensor) => [...tensor.dataSync()]);
    });
    expect(results[1]).toEqual(results[0]!.map((values) => values.map((value) => expect.closeTo(value, 4))));
  });

  it('uses only the padding valid on TensorFlow', () => {
    const padsAsked: unknown[] = [];
    const nodes = trace(
      (x, filter) => [
        paddedConvolution(x as tf.Tensor4D, filter as tf.Tensor4D, strides, padding, 'tensorflow'),
        paddedConvolution(x as tf.Tensor4D, filter as tf.Tensor4D, strides, padding),
        tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, padding as number),
      ],
      [{ shape: [2, 7, 6, 3] }, { shape: [height, width, 3, 4] }],
    ).nodes;
    for (const { kernel, attributes } of nodes) if (kernel === 'Conv2D') padsAsked.push(attributes.pad);
    // A compiled graph is what tf.conv2d makes it: equal nodes are recorded once, whether or not 'valid' makes them three.
    expect(padsAsked.length).toBeGreaterThan(1);
    expect(padsAsked[0]).toBe('valid');
    expect(padsAsked.slice(1)).toEqual(padsAsked.slice(1).map(() => padding));
  });
});
