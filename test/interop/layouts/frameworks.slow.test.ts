/** Checkpoints of the original width, made by PyTorch and by the frameworks themselves, on frames of a game. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/agent/config.js';
import { createRandom } from '../../../src/common/random.js';
import { loadEagerBackend } from '../../../src/compute/engine.js';
import { createAtari } from '../../../src/env/atari.js';
import { openLibrary } from '../../../src/env/library.js';
import { evaluationRules } from '../../../src/env/rules.js';
import { readNetwork } from '../../../src/interop/read-network.js';
import { type ExpectedQ, qOf } from '../../helpers/checkpoints.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const python = process.env.PYTHON ?? 'python3';
const missing = spawnSync(python, ['-c', 'import torch, safetensors']).status !== 0;
if (missing)
  console.warn('SKIPPED checkpoints against PyTorch: set PYTHON to a Python 3 that has torch and safetensors');

const observationBytes = 4 * 84 * 84;
const frames = 2;
/** They take minutes on a busy machine. */
const timeout = 900_000;

/** Returns stacks of frames of Catch, under random actions. */
async function recorded(): Promise<Uint8Array> {
  const library = await openLibrary();
  const rules = evaluationRules(loadConfig({ flags: { game: 'catch' } }));
  const environment = createAtari(library.ale, library.open('Catch'), rules, createRandom(1));
  const actions = createRandom(2);
  environment.reset();
  const stacks = new Uint8Array(frames * observationBytes);
  for (let step = 0; step < frames * 10; step++) {
    environment.step(actions.integer(3));
    if (step % 10 === 9) stacks.set(environment.observation, Math.floor(step / 10) * observationBytes);
  }
  return stacks;
}

function run(script: string, folder: string, ...more: string[]): void {
  const path = fileURLToPath(new URL(`../../fixtures/${script}`, import.meta.url));
  const { status, stderr } = spawnSync(python, ['-W', 'ignore', path, folder, ...more], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script} failed: ${stderr}`);
}

async function expectEqual(folder: string, stacks: Uint8Array, name: string, expected: ExpectedQ): Promise<void> {
  const network = await readNetwork(join(folder, name), expected.options);
  expect(network.facts).toMatchObject({ family: expected.family, output: expected.output });
  expect(network.facts?.inputScale, name).toBe(expected.inputScale ?? undefined);
  const pixels = tf.tidy(() => {
    const all = tf.tensor4d(stacks, [frames, 4, 84, 84], 'float32');
    return tf.mul(tf.slice(all, [0, 4 - expected.frames, 0, 0]), expected.inputScale ?? 1) as tf.Tensor4D;
  });
  const q = qOf(network, pixels);
  pixels.dispose();
  for (const [i, row] of expected.q.entries()) {
    const largest = Math.max(1, ...row.map(Math.abs));
    for (const [a, value] of row.entries()) expect(Math.abs(q[i]![a]! - value) / largest, name).toBeLessThan(1e-4);
  }
}

describe.skipIf(missing)('checkpoints of the original width', () => {
  let stacks: Uint8Array;
  beforeAll(async () => {
    await loadEagerBackend();
    stacks = await recorded();
  });

  it(
    'that PyTorch wrote give its Q-values',
    async () => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, 'observations.bin'), stacks);
      run('checkpoints_torch.py', folder, '--full');
      const files = JSON.parse(readFileSync(join(folder, 'torch.json'), 'utf8')) as Record<string, ExpectedQ>;
      expect(Object.keys(files).length).toBeGreaterThan(15);
      for (const [name, expected] of Object.entries(files)) await expectEqual(folder, stacks, name, expected);
    },
    timeout,
  );

  it(
    'that Stable-Baselines3, sb3-contrib, PFRL and Tianshou saved give their Q-values',
    async (context) => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, 'observations.bin'), stacks);
      run('checkpoints_frameworks.py', folder);
      const { files, missing: packages } = JSON.parse(readFileSync(join(folder, 'frameworks.json'), 'utf8')) as {
        files: Record<string, ExpectedQ>;
        missing: string[];
      };
      if (packages.length > 0)
        console.warn(`SKIPPED checkpoints of ${packages.join(', ')}: install them beside PyTorch`);
      if (Object.keys(files).length === 0) context.skip();
      for (const [name, expected] of Object.entries(files)) await expectEqual(folder, stacks, name, expected);
      expect(Object.keys(files).length).toBeGreaterThan(0);
    },
    timeout,
  );
});
