/** The comparison of `import --check`: arrays of NumPy, whose files are written here byte by byte. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkOutputs } from '../../src/interop/check-outputs.js';
import { networkAgent } from '../../src/interop/network-agent.js';
import type { ImportedNetwork } from '../../src/interop/network-builder.js';
import { type NpyArray, npyFile } from '../helpers/npy.js';
import { refusal } from '../helpers/refusal.js';

const folder = mkdtempSync(join(tmpdir(), 'sap-atari-check-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const pixels = 4 * 84 * 84;

const npy = (name: string, ...array: NpyArray): string => {
  const path = join(folder, `${name}.npy`);
  writeFileSync(path, npyFile(...array));
  return path;
};

/** Output i is the sum of frame i, times 1e-4. */
const weights = Float32Array.from({ length: pixels * 3 }, (_, i) => (Math.floor(i / 3 / 7056) === i % 3 ? 1e-4 : 0));
const network: ImportedNetwork = {
  layers: [
    { kind: 'reshape', shape: [pixels] },
    { kind: 'dense', bias: false },
  ],
  arrays: [{ name: 'w', shape: [pixels, 3], values: weights }],
  inputShape: [4, 84, 84],
  outputs: 3,
};
const play = { game: 'catch', actions: ['NOOP', 'RIGHT', 'LEFT'], source: 'net' };
const agent = networkAgent(network, play);
/** Two observations: frames of 1, 2, 3, 4 and of 8, 7, 6, 5. */
const grays = Uint8Array.from(
  { length: 2 * pixels },
  (_, i) => (i < pixels ? 1 : 8) + (i < pixels ? 1 : -1) * (Math.floor(i / 7056) % 4),
);
const q = [0.7056, 1.4112, 2.1168, 5.6448, 4.9392, 4.2336];

describe('checkOutputs', () => {
  it.each([
    ['bytes and float32', '|u1', grays, '<f4', Float32Array.from(q), 0, 2],
    ['float32 and float64', '<f4', Float32Array.from(grays), '<f8', Float64Array.from(q), 0, 2],
    ['int64 and float32', '<i8', BigInt64Array.from(grays, BigInt), '<f4', Float32Array.from(q), 0, 2],
    ['uint64 and float32', '<u8', BigUint64Array.from(grays, BigInt), '<f4', Float32Array.from(q), 0, 2],
    ['int32 and float32', '<i4', Int32Array.from(grays), '<f4', Float32Array.from(q), 0, 2],
    ['int16 and float32', '<i2', Int16Array.from(grays), '<f4', Float32Array.from(q), 0, 2],
    ['int8 and float32', '|i1', Int8Array.from(grays), '<f4', Float32Array.from(q), 0, 2],
    ['other outputs', '|u1', grays, '<f4', Float32Array.from(q.with(1, 3)), 1.5888, 1],
  ] as const)('compares %s', async (_, type, observations, outputType, outputs, difference, equalActions) => {
    const found = await checkOutputs(
      agent,
      npy('observations', type, [2, 4, 84, 84], observations),
      npy('outputs', outputType, [2, 3], outputs),
    );
    expect(found).toEqual({
      observations: 2,
      difference: expect.closeTo(difference, 4),
      largest: expect.closeTo(5.6448, 5),
      equalActions,
    });
  });

  it('takes fewer frames as the newest ones', async () => {
    const newest = grays.slice(2 * 7056, 4 * 7056);
    const outputs = npy('outputs', '<f4', [1, 3], Float32Array.of(0, 0, 2.1168));
    const found = await checkOutputs(agent, npy('observations', '|u1', [1, 2, 84, 84], newest), outputs);
    expect(found.difference).toBeLessThan(1e-5);
  });

  it('compares logits up to a number for each observation, as softmax does', async () => {
    const shifted = npy(
      'shifted',
      '<f4',
      [2, 3],
      Float32Array.from(q, (logit, i) => logit - (i < 3 ? 9 : 7)),
    );
    const actor = networkAgent(network, { ...play, outputs: 'logits' });
    const { difference, largest } = await checkOutputs(actor, good(), shifted);
    expect(difference).toBeLessThan(1e-5);
    expect(largest).toBeCloseTo(0.7056, 5);
    expect((await checkOutputs(agent, good(), shifted)).difference).toBeCloseTo(9, 4);
  });

  const good = () => npy('observations', '|u1', [2, 4, 84, 84], grays);
  const outputs = () => npy('outputs', '<f4', [2, 3], Float32Array.from(q));
  const text = () => {
    writeFileSync(join(folder, 'text.npy'), 'no array');
    return join(folder, 'text.npy');
  };
  const small = (data: Float32Array) => npy('small', '<f4', [1, 1, 84, 84], data);
  it.each<[RegExp, () => string, () => string]>([
    [/text\.npy: expected an intact file of numpy\.save, got another$/, text, outputs],
    [/text\.npy: expected an intact file of numpy\.save, got another$/, good, text],
    [/cannot read .*missing\.npy/, () => join(folder, 'missing.npy'), outputs],
    [
      /observations\.npy: expected observations .* got \[4, 84, 84\]$/,
      () => npy('observations', '|u1', [4, 84, 84], grays.slice(0, pixels)),
      outputs,
    ],
    [
      /last\.npy: expected observations .* got \[1, 84, 84, 4\]: save numpy\.ascontiguousarray\(.*moveaxis\(observations, -1, 1\)\)$/,
      () => npy('last', '|u1', [1, 84, 84, 4], grays.slice(0, pixels)),
      outputs,
    ],
    [
      /small\.npy: expected gray levels 0 to 255, got values of at most 1$/,
      () => small(new Float32Array(7056).fill(1)),
      outputs,
    ],
    [
      /small\.npy: expected gray levels, whole numbers of 0 to 255, got 0\.5$/,
      () => small(new Float32Array(7056).fill(0.5)),
      outputs,
    ],
    [
      /outputs\.npy: expected outputs \[2, 3\], got \[3, 2\]$/,
      good,
      () => npy('outputs', '<f4', [3, 2], Float32Array.from(q)),
    ],
    [
      /outputs\.npy: expected C order, got Fortran order/,
      good,
      () => npy('outputs', '<f4', [2, 3], Float32Array.from(q), true),
    ],
    [
      /outputs\.npy: expected .*(fill its shape|intact file)/,
      good,
      () => npy('outputs', '<f4', [2, 3], Float32Array.from(q.slice(1))),
    ],
    [
      /outputs\.npy: expected numbers that fill its shape, got i8 \[2, 3\]$/,
      good,
      () => npy('outputs', '<i8', [2, 3], BigInt64Array.from([1n, 2n, 3n, 4n, 5n])),
    ],
    [
      /outputs\.npy: expected numbers that fill its shape, got U1 \[2, 3\]$/,
      good,
      () => npy('outputs', '<U1', [2, 3], Uint32Array.from([65, 66, 67, 68, 69, 70])),
    ],
    ...[Number.NaN, Number.POSITIVE_INFINITY].map((value): [RegExp, () => string, () => string] => [
      new RegExp(`outputs\\.npy: expected finite outputs, got ${value}$`),
      good,
      () => npy('outputs', '<f4', [2, 3], Float32Array.from(q.with(4, value))),
    ]),
    [
      /small\.npy: expected gray levels, whole numbers of 0 to 255, got -1$/,
      () => npy('small', '<i8', [1, 1, 84, 84], new BigInt64Array(7056).fill(-1n)),
      outputs,
    ],
    [
      /small\.npy: expected gray levels, whole numbers of 0 to 255, got 256$/,
      () => npy('small', '<u8', [1, 1, 84, 84], new BigUint64Array(7056).fill(256n)),
      outputs,
    ],
  ])('refuses with %o', async (message, observations, expected) => {
    expect(await refusal(checkOutputs(agent, observations(), expected()))).toMatch(message);
  });
});
