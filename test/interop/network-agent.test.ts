import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { sizeOf } from '../../src/common/shape.js';
import { loadEagerBackend } from '../../src/compute/engine.js';
import { type NetworkAgentOptions, networkAgent } from '../../src/interop/network-agent.js';
import type { ImportedNetwork } from '../../src/interop/network-builder.js';
import { refusal } from '../helpers/refusal.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const options = { game: 'catch', actions: ['NOOP', 'RIGHT', 'LEFT'], source: 'net' };
const frame = 84 * 84;
/** An observation whose frame i is filled with 10 · (i + 1). */
const observation = Float32Array.from({ length: 4 * frame }, (_, i) => 10 * (Math.floor(i / frame) + 1));

/** Returns what a network with this input shape receives: its first value of each frame. */
function received(inputShape: readonly number[], given: Partial<NetworkAgentOptions> = {}): number[] {
  const size = sizeOf(inputShape);
  const isLast = inputShape[0] === 84;
  const frames = isLast ? inputShape[2]! : inputShape[0]!;
  const weights = new Float32Array(size * 3);
  // Output i is the first pixel of frame i, of at most 3.
  for (let i = 0; i < Math.min(frames, 3); i++) weights[(isLast ? i : i * frame) * 3 + i] = 1;
  const network: ImportedNetwork = {
    layers: [
      { kind: 'reshape', shape: [size] },
      { kind: 'dense', bias: false },
    ],
    arrays: [{ name: 'w', shape: [size, 3], values: weights }],
    inputShape,
    outputs: 3,
  };
  const agent = networkAgent(network, { ...options, ...given });
  const parameters = agent.specs.map(({ shape }, i) => tf.tensor(agent.views[i]!, [...shape]));
  return Array.from(agent.network(parameters, tf.tensor4d(observation, [1, 4, 84, 84])).dataSync());
}

describe('networkAgent', () => {
  it.each<[string, readonly number[], Partial<NetworkAgentOptions>, readonly number[]]>([
    ['four frames, oldest first', [4, 84, 84], {}, [10, 20, 30]],
    ['frames last', [84, 84, 4], {}, [10, 20, 30]],
    ['newest first', [4, 84, 84], { frameOrder: 'newest-first' }, [40, 30, 20]],
    ['newest first, frames last, scaled', [84, 84, 4], { frameOrder: 'newest-first', inputScale: 0.1 }, [4, 3, 2]],
    ['the newest frame', [1, 84, 84], {}, [40, 0, 0]],
    ['the newest frame, in any order', [84, 84, 1], { frameOrder: 'newest-first' }, [40, 0, 0]],
    ['the newest two frames', [2, 84, 84], {}, [30, 40, 0]],
    ['the newest two frames, newest first', [2, 84, 84], { frameOrder: 'newest-first' }, [40, 30, 0]],
  ])('%s', (_, inputShape, given, expected) => {
    expect(received(inputShape, given)).toEqual(expected.map((value) => expect.closeTo(value, 5)));
  });

  it.each([[[3, 84, 84]], [[84, 84, 3]]])('asks whether 3 channels of %o are colors or frames', async (inputShape) => {
    expect(await refusal((async () => received(inputShape))())).toMatch(
      /^net: its input has 3 channels, which may be red, green and blue, .* set --frames 3 /,
    );
    expect(received(inputShape, { frames: 3 })).toEqual([20, 30, 40]);
  });

  it('refuses another number of frames than the input has', async () => {
    expect(await refusal((async () => received([4, 84, 84], { frames: 3 }))())).toBe(
      'net: expected --frames 4, as its input [N,4,84,84] has, got 3',
    );
    expect(received([2, 84, 84], { frames: 2 })).toEqual([30, 40, 0]);
  });

  it.each([[[5, 84, 84]], [[4, 42, 84]], [[84, 84]], [[84, 84, 0]]])('refuses an input of %o', async (inputShape) => {
    expect(await refusal((async () => received(inputShape))())).toMatch(
      /^net: expected an input \[N,frames,84,84\] or .* got \[N,/,
    );
  });
});

it('swaps rows and columns, and keeps where the file comes from', () => {
  const image = Float32Array.from({ length: 4 * frame }, (_, i) => i % 84); // each pixel is its column
  const weights = new Float32Array(frame * 3);
  weights[84 * 3] = 1; // row 1, column 0
  const network: ImportedNetwork = {
    layers: [
      { kind: 'reshape', shape: [frame] },
      { kind: 'dense', bias: false },
    ],
    arrays: [{ name: 'w', shape: [frame, 3], values: weights }],
    inputShape: [1, 84, 84],
    outputs: 3,
  };
  const origin = { file: 'net.pt', sha256: 'a'.repeat(64) };
  const [as, swapped] = [false, true].map((isTransposed) => {
    const agent = networkAgent(network, { ...options, isTransposed, origin });
    expect(agent.source).toEqual(origin);
    const parameters = agent.specs.map(({ shape }, i) => tf.tensor(agent.views[i]!, [...shape]));
    return agent.network(parameters, tf.tensor4d(image, [1, 4, 84, 84])).dataSync()[0];
  });
  expect([as, swapped]).toEqual([0, 1]);
});

describe('the policy of an imported network', () => {
  const network = (output?: 'q-values' | 'logits'): ImportedNetwork => ({
    layers: [
      { kind: 'reshape', shape: [frame] },
      { kind: 'dense', bias: false },
    ],
    arrays: [{ name: 'w', shape: [frame, 3], values: new Float32Array(3 * frame) }],
    inputShape: [1, 84, 84],
    outputs: 3,
    ...(output && { facts: { family: 'net', output } }),
  });

  it.each([
    [undefined, {}, undefined],
    ['q-values', {}, undefined],
    ['logits', {}, { outputs: 'logits', choice: 'greedy' }],
    ['logits', { choice: 'sampled' }, { outputs: 'logits', choice: 'sampled' }],
    ['logits', { outputs: 'q-values' }, undefined],
    [undefined, { outputs: 'logits', choice: 'sampled' }, { outputs: 'logits', choice: 'sampled' }],
  ] as const)('of a file for %s, with %o', (output, given, policy) => {
    expect(networkAgent(network(output), { ...options, ...given }).policy).toEqual(policy);
  });

  it('samples no actions by Q-values', async () => {
    const sampled = { ...options, choice: 'sampled' } as const;
    expect(await refusal((async () => networkAgent(network(), sampled))())).toBe(
      'net: expected logits for sampled actions, got Q-values',
    );
  });
});
