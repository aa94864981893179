/** The order of the layers of a checkpoint: by sizes, else by numbers in names, and refused where neither says it. */
import { describe, expect, it } from 'vitest';
import { sizeOf } from '../../../src/common/shape.js';
import type { Checkpoint } from '../../../src/interop/checkpoint/checkpoint.js';
import { networkOf } from '../../../src/interop/layouts/network-of.js';
import { refusal } from '../../helpers/refusal.js';

type Layers = Readonly<Record<string, readonly number[]>>;

const convolutions: Layers = { conv1: [2, 4, 8, 8], conv2: [3, 2, 4, 4], conv3: [4, 3, 3, 3] };

/** A checkpoint of weights of these shapes, [out, in, …], and of biases; the values are all different. */
function checkpointOf(layers: Layers): Checkpoint {
  let next = 0;
  const array = (shape: readonly number[]) => ({
    shape,
    values: Float32Array.from({ length: sizeOf(shape) }, () => ++next / 1e6),
  });
  const arrays = new Map(
    Object.entries(layers).flatMap(([name, shape]) => [
      [`${name}.weight`, array(shape)] as const,
      [`${name}.bias`, array([shape[0]!])] as const,
    ]),
  );
  return { container: 'pytorch', arrays, about: {} };
}

/** Returns the names of the layers in the order of the network, which is told by their biases. */
function orderIn(layers: Layers): string[] {
  const checkpoint = checkpointOf(layers);
  const biases = networkOf(checkpoint, 'net').arrays.filter(({ shape }) => shape.length === 1);
  return biases.map(({ values }) => {
    const [name] = [...checkpoint.arrays].find(([, array]) => array.values[0] === values[0])!;
    return name.replace('.bias', '');
  });
}

const first = [6, 196];
const square = [6, 6];
const last = [3, 6];

describe('the order of layers', () => {
  it.each<[string, Layers]>([
    ['numbers at the end', { fc1: first, fc2: square, fc10: square, fc11: last }],
    ['the first without a number', { fc: first, fc_1: square, fc_2: square, out: last }],
    ['numbers in a sequence', { 'net.0': first, 'net.2': square, 'net.10': square, 'net.12': last }],
    ['sequences in a sequence', { 'net.0': first, 'net.1.1': square, 'net.2.0': square, 'net.3': last }],
    ['blocks with numbers', { 'block1.fc': first, 'block2.fc': square, 'block3.fc': square, 'block4.fc': last }],
    ['sizes alone', { z: first, b: square, a: last }],
  ])('follows %s', (_, dense) => {
    expect(orderIn({ ...convolutions, ...dense })).toEqual(Object.keys({ ...convolutions, ...dense }));
  });

  it.each<[string, Layers, string]>([
    ['dense layers', { first, second: square, another: square, out: last }, "'another' and 'second'"],
    ['a sequence and a layer', { 'net.0': first, 'net.2': square, mid: square, out: last }, "'mid' and 'net.2'"],
    [
      'layers of a head',
      {
        ...{ 'value.in': first, 'value.b': square, 'value.a': square, 'value.out': [1, 6] },
        ...{ 'advantage.0': first, 'advantage.2': last },
      },
      "'value.a' and 'value.b'",
    ],
  ])('is refused where two %s fit in either order', async (_, dense, names) => {
    const message = await refusal((async () => networkOf(checkpointOf({ ...convolutions, ...dense }), 'net'))());
    expect(message).toContain(`net: ${names} fit in either order, and their names do not say which comes first`);
    expect(message).toMatch(/export any other network to ONNX$/);
  });

  it('is refused for convolutions of equal sizes', async () => {
    const layers = { conv1: [2, 4, 8, 8], left: [2, 2, 3, 3], another: [2, 2, 3, 3], fc: [3, 2 * 16 * 16] };
    const message = await refusal((async () => networkOf(checkpointOf(layers), 'net'))());
    expect(message).toContain("'another' and 'left' fit in either order");
  });

  it('puts the layers of an actor last, without the layer before the critics of CleanRL’s RND', () => {
    const actor: Layers = { 'network.7': first, 'network.9': square, 'actor.0': square, 'actor.2': last };
    const critics: Layers = { 'extra_layer.0': square, critic_ext: [1, 6], critic_int: [1, 6] };
    expect(orderIn({ ...convolutions, ...critics, ...actor }).slice(3)).toEqual(Object.keys(actor));
  });
});
