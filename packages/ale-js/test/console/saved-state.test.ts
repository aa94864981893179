import { describe, expect, test } from 'vitest';
import { kindOfState, packState, stateKinds, stateLayout, unpackState } from '../../src/console/saved-state.js';

const sum = '0123456789abcdef0123456789abcdef';
const parts = () => [Int32Array.of(1, -2, 3), Uint8Array.of(7, 8, 9), Float32Array.of(0.5)];

const layoutOf = (target = parts(), { kind = 'state', version = 7, md5 = sum } = {}) =>
  stateLayout(kind as (typeof stateKinds)[number], version, md5, target);

test.each(stateKinds)('a %s is restored exactly', (kind) => {
  const state = packState(layoutOf(parts(), { kind }));
  const target = [new Int32Array(3), new Uint8Array(3), new Float32Array(1)];
  expect(kindOfState(state)).toBe(kind);
  unpackState(state, stateLayout(kind, 7, sum, target));
  expect(target).toEqual(parts());
});

test('a state contains the memory at the time of packing', () => {
  const live = parts();
  const layout = layoutOf(live);
  live[0]!.fill(5);
  const state = packState(layout);
  live[0]!.fill(6);
  unpackState(state, layout);
  expect([...live[0]!]).toEqual([5, 5, 5]);
});

test('a state may be at any offset in a larger buffer', () => {
  const state = packState(layoutOf());
  const moved = new Uint8Array(state.length + 5);
  moved.set(state, 3);
  const target = parts().map((part) => part.fill(0));
  unpackState(moved.subarray(3, 3 + state.length), layoutOf(target));
  expect(target).toEqual(parts());
});

describe('what is refused', () => {
  const state = packState(layoutOf());
  const changed = (index: number) => state.map((byte, i) => (i === index ? byte + 9 : byte));
  test.each([
    ['nothing', () => kindOfState(new Uint8Array()), /^not a saved state of ale-js: .* 0 bytes$/],
    ['other bytes', () => kindOfState(new Uint8Array(500)), /not a saved state/],
    ['no bytes', () => kindOfState('state' as unknown as Uint8Array), /expected a Uint8Array, got string/],
    ['an unknown kind', () => kindOfState(changed(8)), /unknown kind/],
    ['another version', () => unpackState(changed(4), layoutOf()), /saved state: expected version 1.7, got 1.16/],
    ['another ROM', () => unpackState(state, layoutOf(parts(), { md5: sum.replace('0', 'f') })), /expected md5 f123/],
    ['a cut one', () => unpackState(state.subarray(0, 60), layoutOf()), /expected 71 bytes, got 60/],
    ['a long one', () => unpackState(Uint8Array.from([...state, 0]), layoutOf()), /expected 71 bytes, got 72/],
    ['a damaged one', () => unpackState(changed(60), layoutOf()), /is damaged: its checksum does not match/],
    ['a damaged checksum', () => unpackState(changed(17), layoutOf()), /is damaged: its checksum does not match/],
    [
      'what no console can be in',
      () =>
        unpackState(
          state,
          stateLayout('state', 7, sum, parts(), () => 'the beam'),
        ),
      /is damaged: the beam is not valid/,
    ],
  ])('%s', (_what, run, message) => {
    expect(run).toThrow(expect.objectContaining({ code: 'bad-state', message: expect.stringMatching(message) }));
  });

  test.each([
    ['cut', state.subarray(0, 50), undefined],
    ['damaged', changed(60), undefined],
    ['impossible', state, 'the beam'],
  ])('and then nothing is changed: %s', (_what, bytes, problem) => {
    const target = [Int32Array.of(4, 5, 6), Uint8Array.of(1, 2, 3), Float32Array.of(7)];
    const before = structuredClone(target);
    expect(() =>
      unpackState(
        bytes,
        stateLayout('state', 7, sum, target, () => problem),
      ),
    ).toThrow();
    expect(target).toEqual(before);
  });
});

test('any other changed byte is detected', () => {
  const state = packState(layoutOf());
  for (let i = 0; i < state.length; i++) {
    const other = state.map((byte, k) => (k === i ? byte ^ 1 : byte));
    expect(() => unpackState(other, layoutOf())).toThrow(expect.objectContaining({ code: 'bad-state' }));
  }
});
