/**
 * Plays cartridges in two builds of the core and reports the first difference of each: by default the plain build
 * (assembly/plain.ts) and the one in dist, or any two.
 *
 *     npx tsx packages/ale-js/bench/compare-cores.ts --count 10000
 *     npx tsx packages/ale-js/bench/compare-cores.ts --reference a.wasm --candidate b.wasm --count 1000 --first 500
 *
 * Random cartridges by seed; `--kernels`: random kernels only; `--cartridges FILE` (- for standard input): those of a
 * file, one JSON object in each line, with the fields of test/helpers/recorded-cartridge.ts.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { instantiateCore } from '../src/platform/wasm.js';
import type { Cartridge } from '../test/helpers/cartridge.js';
import { firstDifference } from '../test/helpers/compare-cores.js';
import { plainWasm } from '../test/helpers/plain-core.js';
import { randomCartridge } from '../test/helpers/random/random-cartridge.js';
import { randomKernel } from '../test/helpers/random/random-kernel.js';
import { recordedCartridge } from '../test/helpers/recorded-cartridge.js';

const built = fileURLToPath(new URL('../dist/ale.wasm', import.meta.url));
const { values: options } = parseArgs({
  options: {
    reference: { type: 'string' },
    candidate: { type: 'string', default: built },
    count: { type: 'string', default: '1000' },
    first: { type: 'string', default: '0' },
    kernels: { type: 'boolean', default: false },
    cartridges: { type: 'string' },
  },
});

async function* cartridges(): AsyncGenerator<Cartridge> {
  const count = Number(options.count);
  if (options.cartridges === undefined) {
    const make = options.kernels ? randomKernel : randomCartridge;
    for (let seed = Number(options.first); seed < Number(options.first) + count; seed++) yield make(seed);
    return;
  }
  const input = options.cartridges === '-' ? process.stdin : createReadStream(options.cartridges);
  for await (const line of createInterface({ input })) yield recordedCartridge(JSON.parse(line));
}

const instantiate = (wasm: BufferSource) => instantiateCore(new WebAssembly.Module(wasm));
const reference = instantiate(options.reference === undefined ? await plainWasm() : readFileSync(options.reference));
const candidate = instantiate(readFileSync(options.candidate));
let [played, different] = [0, 0];
for await (const cartridge of cartridges()) {
  const difference = firstDifference(reference, candidate, cartridge);
  played++;
  if (difference === undefined) continue;
  different++;
  console.log(`${cartridge.name}: ${difference}`);
}
console.log(`${played} cartridges, ${different} differ`);
process.exit(different > 0 ? 1 : 0);
