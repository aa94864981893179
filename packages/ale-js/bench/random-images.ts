/**
 * Plays random cartridges, twice each: nothing may crash, hang, write outside its memory, or differ.
 * `npx tsx packages/ale-js/bench/random-images.ts [count] [first seed]`, 10,000 from 0 by default.
 */
import { readFileSync } from 'node:fs';
import { instantiateCore } from '../src/platform/wasm.js';
import { playImage, randomImage } from '../test/helpers/random/random-image.js';

const [count = 10_000, first = 0] = process.argv.slice(2).map(Number);
const module = new WebAssembly.Module(readFileSync(new URL('../dist/ale.wasm', import.meta.url)));
const used = instantiateCore(module);

const outcomes = new Map<string, number>();
let slowestMs = 0;
for (let seed = first; seed < first + count; seed++) {
  const image = randomImage(seed);
  const begin = performance.now();
  const one = playImage(used, image, seed);
  slowestMs = Math.max(slowestMs, performance.now() - begin);
  const other = playImage(instantiateCore(module), image, seed);
  if (one !== other) throw new Error(`seed ${seed}: ${one} in a used console, ${other} in a new one`);
  const outcome = one.includes('-') ? one : 'played';
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
}
console.log(
  `${count} images from seed ${first}: ${[...outcomes].map(([code, times]) => `${times} ${code}`).join(', ')}`,
);
console.log(`the same sums twice; the slowest took ${Math.round(slowestMs)} ms`);
