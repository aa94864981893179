/** Random cartridges of three kinds: kernels, recorded cartridges with a few bytes changed, and random bytes. */
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { CoreTrace } from '../../../src/conformance/core.js';
import type { Cartridge } from '../cartridge.js';
import { recordedCartridge } from '../recorded-cartridge.js';
import { mutant } from './mutant.js';
import { randomConsole, randomSteps } from './random-console.js';
import { randomImage } from './random-image.js';
import { randomKernel } from './random-kernel.js';
import { RandomProgram } from './random-program.js';

const folder = new URL('../../../data/conformance/core/traces/', import.meta.url);
const recordings = readdirSync(folder).sort();

function recorded(file: string): Cartridge {
  const trace = JSON.parse(gunzipSync(readFileSync(new URL(file, folder))).toString()) as CoreTrace;
  return recordedCartridge({
    ...trace,
    ...trace.controllers,
    left_difficulty: trace.difficulty.left,
    right_difficulty: trace.difficulty.right,
  });
}

function senseless(seed: number): Cartridge {
  const p = new RandomProgram(seed, 0);
  return { name: `bytes-${seed}`, image: randomImage(seed), ...randomConsole(p), steps: randomSteps(p) };
}

/** @returns the same cartridge for the same seed; seeds cycle through the kinds */
export function randomCartridge(seed: number): Cartridge {
  if (seed % 3 === 0) return randomKernel(seed);
  if (seed % 3 === 1) return mutant(recorded(recordings[((seed - 1) / 3) % recordings.length]!), seed);
  return senseless(seed);
}
