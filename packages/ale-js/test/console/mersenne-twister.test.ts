import { expect, test } from 'vitest';
import { MersenneTwister } from '../../src/console/mersenne-twister.js';

test.each([
  [42, [1608637542, 3421126067, 4083286876, 787846414, 3143890026, 3348747335]],
  [0, [2357136044, 2546248239, 3071714933]],
  [123, [2991312382, 3062119789, 1228959102]],
  [4753849, [3205607096, 2794184854, 4236690624, 2047087177]],
])('seed %i gives the published outputs', (seed, outputs) => {
  const random = new MersenneTwister(seed);
  expect(outputs.map(() => random.uint32())).toEqual(outputs);
});

test('the 10000th output for seed 5489 is that of the C++ standard', () => {
  const random = new MersenneTwister(5489);
  for (let i = 1; i < 10000; i++) random.uint32();
  expect(random.uint32()).toBe(4123659995);
});

test('only the low 32 bits of a seed are used', () => {
  expect(new MersenneTwister(-1).uint32()).toBe(new MersenneTwister(2 ** 32 - 1).uint32());
  expect(new MersenneTwister(2 ** 32 + 42).uint32()).toBe(1608637542);
});

test('a double uses one output', () => {
  expect(new MersenneTwister(42).double()).toBe(1608637542 / 2 ** 32);
});

test('the state is complete: after it is written back, the same numbers follow', () => {
  const random = new MersenneTwister(7);
  for (let i = 0; i < 1000; i++) random.uint32();
  const state = random.state.slice();
  const first = Array.from({ length: 700 }, () => random.uint32());
  random.state.set(state);
  expect(Array.from({ length: 700 }, () => random.uint32())).toEqual(first);
});
