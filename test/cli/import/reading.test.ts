import { describe, expect, it } from 'vitest';
import { alternativesTo, type ReadingFlags, readingOf } from '../../../src/cli/import/reading.js';
import { frameworks } from '../../../src/interop/frameworks.js';
import type { NetworkFacts } from '../../../src/interop/network-builder.js';

const facts = (given: Partial<NetworkFacts> = {}): NetworkFacts => ({ family: 'net', output: 'q-values', ...given });
const scale = { kind: 'scale', factor: 1 / 255, offset: 0 } as const;
const dense = { kind: 'dense', bias: false } as const;
const network = (file: NetworkFacts | undefined, divides = false) => ({
  layers: divides ? [scale, dense] : [dense],
  arrays: [],
  inputShape: [4, 84, 84],
  outputs: 3,
  ...(file && { facts: file }),
});

describe('readingOf', () => {
  it.each<[string, ReadingFlags, NetworkFacts | undefined, keyof typeof frameworks | undefined, boolean, number]>([
    ['a graph of an unknown framework', {}, undefined, undefined, false, 1],
    ['a graph of CleanRL that does not divide', {}, undefined, 'cleanrl', false, 1 / 255],
    ['a graph of CleanRL that divides', {}, undefined, 'cleanrl', true, 1],
    ['a checkpoint that is divided outside', {}, facts({ inputScale: 1 / 255 }), 'cleanrl', false, 1 / 255],
    ['a checkpoint that is not', {}, facts({ preset: 'tianshou' }), 'tianshou', false, 1],
    ['a checkpoint that does not scale, with another --from', {}, facts({ preset: 'tianshou' }), 'cleanrl', false, 1],
    ['a checkpoint of an unknown framework, with --from', {}, facts(), 'cleanrl', false, 1 / 255],
    ['a flag', { inputScale: 1 / 128 }, facts({ inputScale: 1 / 255 }), 'cleanrl', true, 1 / 128],
  ])('the scale of %s', (_, flags, file, from, divides, inputScale) => {
    const reading = readingOf(flags, network(file, divides), from && frameworks[from]);
    expect(reading).toEqual({ inputScale, frameOrder: 'oldest-first', isTransposed: false });
  });

  it('is not applied to a graph that normalizes its pixels by arrays', () => {
    const affine = { kind: 'affine', scale: true, offset: true } as const;
    const own = { ...network(undefined), layers: [affine, dense] };
    expect(readingOf({}, own, frameworks.sb3).inputScale).toBe(1);
    expect(readingOf({}, { ...own, layers: [dense, affine] }, frameworks.sb3).inputScale).toBe(1 / 255);
  });

  it('leaves a network that was exported here as it is', () => {
    const policy = { outputs: 'q-values', choice: 'greedy' } as const;
    const exported = { game: 'pong', actions: [], rules: {}, evaluation: {}, policy };
    const own = network(facts({ inputScale: 1, exported }));
    expect(readingOf({}, own, frameworks['sa-dqn'])).toMatchObject({ inputScale: 1, isTransposed: false });
  });

  it('swaps rows and columns as the framework does, unless a flag says otherwise', () => {
    const of = (flags: ReadingFlags) => readingOf(flags, network(facts()), frameworks['sa-dqn']).isTransposed;
    expect([of({}), of({ transpose: false }), of({ transpose: true })]).toEqual([true, false, true]);
    expect(readingOf({ transpose: true }, network(facts())).isTransposed).toBe(true);
  });
});

it('alternatives are the other scale, the other order of several frames, and no swap where there is one', () => {
  const flagsOf = (reading: Parameters<typeof alternativesTo>[0], shape: readonly number[]) =>
    alternativesTo(reading, { inputShape: shape }).map(({ flags, read }) => [flags, read]);
  const plain = { inputScale: 1, frameOrder: 'oldest-first', isTransposed: false } as const;
  expect(flagsOf(plain, [4, 84, 84])).toEqual([
    ['--input-scale 1/255', { ...plain, inputScale: 1 / 255 }],
    ['--frame-order newest-first', { ...plain, frameOrder: 'newest-first' }],
  ]);
  const swapped = { ...plain, inputScale: 1 / 255, isTransposed: true };
  expect(flagsOf(swapped, [1, 84, 84])).toEqual([
    ['--input-scale 1', { ...swapped, inputScale: 1 }],
    ['--no-transpose', { ...swapped, isTransposed: false }],
  ]);
});

it('alternatives are the other paddings of a file that does not say it', () => {
  const plain = { inputScale: 1, frameOrder: 'oldest-first', isTransposed: false } as const;
  const file = { inputShape: [4, 84, 84], facts: facts({ otherPaddings: [[1, 0, 0], 'same'] }) };
  expect(alternativesTo(plain, file).slice(-2)).toEqual([
    { name: 'the padding 1,0,0', flags: '--padding 1,0,0', read: { ...plain, padding: [1, 0, 0] } },
    { name: 'the padding same', flags: '--padding same', read: { ...plain, padding: 'same' } },
  ]);
});

it('a file that was exported here has no alternatives', () => {
  const plain = { inputScale: 1, frameOrder: 'oldest-first', isTransposed: false } as const;
  const policy = { outputs: 'q-values', choice: 'greedy' } as const;
  const exported = { game: 'pong', actions: [], rules: {}, evaluation: {}, policy };
  expect(alternativesTo(plain, { inputShape: [4, 84, 84], facts: facts({ exported }) })).toEqual([]);
});
