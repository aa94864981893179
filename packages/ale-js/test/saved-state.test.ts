import { describe, expect, test } from 'vitest';
import { kindOfState, packState, stateKinds, unpackState } from '../src/saved-state.js';

const sum = '0123456789abcdef0123456789abcdef';
const parts = () => [Int32Array.of(1, -2, 3), Uint8Array.of(7, 8, 9), Float32Array.of(0.5)];

test.each(stateKinds)('a %s comes back as it was', (kind) => {
  const state = packState(kind, sum, parts());
  const target = [new Int32Array(3), new Uint8Array(3), new Float32Array(1)];
  expect(kindOfState(state)).toBe(kind);
  unpackState(state, sum, target);
  expect(target).toEqual(parts());
});

test('a state may lie anywhere in a larger buffer', () => {
  const state = packState('state', sum, parts());
  const moved = new Uint8Array(state.length + 5);
  moved.set(state, 3);
  const target = parts().map((part) => part.fill(0));
  unpackState(moved.subarray(3, 3 + state.length), sum, target);
  expect(target).toEqual(parts());
});

describe('what is refused', () => {
  const state = packState('state', sum, parts());
  const changed = (index: number) => state.map((byte, i) => (i === index ? byte + 9 : byte));
  test.each([
    ['nothing', () => kindOfState(new Uint8Array()), /not a saved state of ale-js \(0 bytes\)/],
    ['other bytes', () => kindOfState(new Uint8Array(500)), /not a saved state/],
    ['another version', () => kindOfState(changed(4)), /saved state of version 10, expected 1/],
    ['an unknown kind', () => kindOfState(changed(8)), /unknown kind/],
    ['another ROM', () => unpackState(state, sum.replace('0', 'f'), parts()), /another ROM: expected md5 f123/],
    ['a cut one', () => unpackState(state.subarray(0, 50), sum, parts()), /expected 63 bytes, got 50/],
  ])('%s', (_what, run, message) => {
    expect(run).toThrow(expect.objectContaining({ code: 'bad-state', message: expect.stringMatching(message) }));
  });

  test('and then nothing is changed', () => {
    const target = parts();
    expect(() => unpackState(state.subarray(0, 50), sum, target)).toThrow();
    expect(target).toEqual(parts());
  });
});
