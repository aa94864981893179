import { describe, expect, test } from 'vitest';
import { instantiateCore } from '../../src/platform/wasm.js';
import { wasm } from '../helpers/probe.js';
import { playImage, randomImage } from '../helpers/random/random-image.js';

const module = new WebAssembly.Module(wasm);
const images = 300;
const blocks = 10;

/** `bench/random-images.ts` plays as many as one likes. */
describe('random images', () => {
  const used = instantiateCore(module);
  test.each(Array.from({ length: blocks }, (_, i) => i))(
    'play to the same end in a new console and a used one, block %d',
    (block) => {
      const perBlock = images / blocks;
      for (let seed = block * perBlock; seed < (block + 1) * perBlock; seed++) {
        const image = randomImage(seed);
        const first = playImage(used, image, seed);
        expect([seed, playImage(instantiateCore(module), image, seed)]).toEqual([seed, first]);
      }
    },
  );
});
