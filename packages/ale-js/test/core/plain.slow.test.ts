import { beforeAll, describe, expect, test } from 'vitest';
import type { Core } from '../../src/console/core.js';
import { instantiateCore } from '../../src/platform/wasm.js';
import { firstDifference } from '../helpers/compare-cores.js';
import { plainWasm } from '../helpers/plain-core.js';
import { randomCartridge } from '../helpers/random/random-cartridge.js';
import { newCore } from './bench.js';

const cartridges = 300;
const perBlock = 30;
/** The plain build is compiled first. */
const buildTimeoutMs = 120_000;
const blocks = Array.from({ length: cartridges / perBlock }, (_, i) => i * perBlock);

/** `bench/compare-cores.ts` plays as many as one likes, in any two builds. */
describe('the core and its plain build', () => {
  const core = newCore();
  let plain: Core;
  beforeAll(async () => {
    plain = instantiateCore(new WebAssembly.Module(await plainWasm()));
  }, buildTimeoutMs);

  test.each(blocks)('give the same bytes for random cartridges, from seed %d', (first) => {
    for (let seed = first; seed < first + perBlock; seed++) {
      expect(firstDifference(plain, core, randomCartridge(seed))).toBeUndefined();
    }
  });

  const wrongCore = (wrong: (core: Core) => Partial<Core>): Core => {
    const other = newCore();
    return { ...other, ...wrong(other) };
  };
  test.each([
    ['cycles', wrongCore((other) => ({ cycles: () => other.cycles() + 1 })), /^power-on: cycles: 0 \| 1$/],
    ['RAM', wrongCore((other) => ({ ramPointer: () => other.ramPointer() + 1 })), /^power-on: ram 80: /],
    ['screen', wrongCore((other) => ({ framePointer: () => other.framePointer() - 160 })), /^frame \d+: screen row /],
  ])('a difference in %s is found', (_, wrong, message) => {
    expect(firstDifference(core, wrong, randomCartridge(0))).toMatch(message);
  });
});
