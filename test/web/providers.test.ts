/** Where the live page computes: what is compared, chosen, said and remembered. */
import { describe, expect, it } from 'vitest';
import {
  type ComputeReport,
  chooseProvider,
  compareQ,
  describeCompute,
  disagreement,
  medianOf,
  type Part,
  toleranceOf,
} from '../../web/live/providers/choice.js';
import { storedMemory } from '../../web/live/providers/memory.js';

const row = (...q: number[]) => Float32Array.from(q);

describe('comparing Q-values', () => {
  const tolerance = 0.05;
  it.each<[string, number[], number[], number, number]>([
    ['equal ones', [1, 2, -4], [1, 2, -4], 0, 0],
    ['relative to the largest |Q|', [1, 2, -4], [1, 2.5, -4], 0.125, 0],
    ['another action', [1, 2], [2.5, 2], 0.75, 1],
    ['another action, within the tolerance', [1, 1.01], [1.01, 1], 0.01 / 1.01, 0],
    ['zeros', [0, 0], [0, 0], 0, 0],
    ['zeros against others', [0, 0], [0, 1], Number.POSITIVE_INFINITY, 1],
    ['values that are no numbers', [1, 2], [1, Number.NaN], Number.POSITIVE_INFINITY, 1],
    ['a single action', [3], [3], 0, 0],
  ])('%s', (_, wasm, webgpu, difference, flips) => {
    const found = compareQ([row(...wasm)], [row(...webgpu)], tolerance);
    expect(found.difference).toBeCloseTo(difference, 6);
    expect(found).toMatchObject({ flips, observations: 1 });
  });

  it('takes the median difference and all flips of the observations', () => {
    const wasm = [row(1, 2), row(1, 2), row(1, 2)];
    const found = compareQ(wasm, [row(1, 2), row(3, 2), row(1, 1.98)], tolerance);
    expect(found.difference).toBeCloseTo(0.01, 5);
    expect(found).toMatchObject({ flips: 1, observations: 3 });
  });

  it.each([
    [[3], 3],
    [[9, 1], 5],
    [[9, 1, 2], 2],
    [[4, Number.POSITIVE_INFINITY, 1, 2], 3],
    [[Number.POSITIVE_INFINITY, 1, Number.POSITIVE_INFINITY], Number.POSITIVE_INFINITY],
  ])('the median of %j is %d', (values, expected) => {
    expect(medianOf(values)).toBe(expected);
  });

  it.each<[Part, string, number]>([
    ['value', 'none', 1e-4],
    ['value', 'sap100', 1e-4],
    ['clean', 'none', 1e-4],
    ['attacked', 'none', 1e-4],
    ['clean', 'sap100', 0.05],
    ['attacked', 'dropout0.1', 0.05],
  ])('%s with the defense %s may differ by %d', (part, defense, expected) => {
    expect(toleranceOf(part, defense)).toBe(expected);
  });

  it.each<[Part, number, number, string | undefined]>([
    ['value', 0.05, 0, undefined],
    [
      'value',
      0.06,
      0,
      'Q-values of the plain network: |ΔQ| against WebAssembly is 0.06 of the largest |Q|, expected at most 0.05',
    ],
    ['clean', Number.POSITIVE_INFINITY, 3, 'step without an attack: not all Q-values are finite numbers'],
    [
      'attacked',
      0.01,
      2,
      'step under attack: the greedy action differs from that of WebAssembly at 2 of 3 observations',
    ],
  ])('%s, |ΔQ| %d, %d flips: %s', (part, difference, flips, expected) => {
    expect(disagreement(part, { difference, flips, observations: 3 }, tolerance)).toBe(expected);
  });
});

it.each([
  ['webgpu', 1, 2, 'webgpu'],
  ['webgpu', 2, 1, 'webgpu'],
  ['faster', 1, 2, 'wasm'],
  ['faster', 1, 1, 'wasm'],
  ['faster', 2, 1, 'webgpu'],
] as const)('%s, WebAssembly %d ms, WebGPU %d ms: %s', (choice, wasm, webgpu, expected) => {
  expect(chooseProvider(choice, { wasm, webgpu })).toBe(expected);
});

describe('what the page says', () => {
  const part = { part: 'value', provider: 'webgpu', times: { wasm: 12.34, webgpu: 1.26 }, difference: 4e-7 } as const;
  it.each<[Partial<ComputeReport>, string]>([
    [{}, 'WebGPU is compared with WebAssembly at the next step'],
    [{ failure: 'no GPU' }, 'WebAssembly computes, not WebGPU: no GPU'],
    [{ failure: 'lost', parts: [part] }, 'WebAssembly computes, not WebGPU: lost'],
    [
      { parts: [part] },
      'Q-values of the plain network: WebGPU on a GPU, 1.3 ms (WebAssembly 12 ms); |ΔQ| is 4.0e−7 of the largest |Q|',
    ],
    [
      { parts: [{ ...part, part: 'attacked', provider: 'wasm', difference: undefined }] },
      'step under attack: WebAssembly, 12 ms (WebGPU 1.3 ms); measured earlier on this device',
    ],
  ])('%j', (report, line) => {
    expect(describeCompute({ adapter: 'a GPU', parts: [], failure: undefined, ...report })).toEqual([line]);
  });
});

describe('remembered times', () => {
  const stored = (text: string | null) => storedMemory(() => ({ getItem: () => text, setItem: () => {} }));
  it.each([
    ['{"wasm":1,"webgpu":2.5}', { wasm: 1, webgpu: 2.5 }],
    [null, undefined],
    ['{"wasm":1}', undefined],
    ['{"wasm":1,"webgpu":"2"}', undefined],
    ['nonsense', undefined],
    ['null', undefined],
  ])('%s', async (text, expected) => {
    expect(await stored(text).recall('key')).toEqual(expected);
  });

  it('are read again by their key', async () => {
    const storage = new Map<string, string>();
    const memory = storedMemory(() => ({
      getItem: (key) => storage.get(key) ?? null,
      setItem: (key, value) => void storage.set(key, value),
    }));
    await memory.remember('a', { wasm: 1, webgpu: 2 });
    expect([await memory.recall('a'), await memory.recall('b')]).toEqual([{ wasm: 1, webgpu: 2 }, undefined]);
  });

  it('are none where the storage is denied', async () => {
    const denied = storedMemory(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    await expect(denied.remember('a', { wasm: 1, webgpu: 2 })).resolves.toBeUndefined();
    expect(await denied.recall('a')).toBeUndefined();
  });
});
