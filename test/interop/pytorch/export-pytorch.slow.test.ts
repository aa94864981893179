/** Exported agents in PyTorch: the module of the exported file, and CleanRL's network of the same weights. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/agent/config.js';
import { layersNetwork } from '../../../src/agent/layers-network.js';
import { parameterSpecs, qNetwork } from '../../../src/agent/network.js';
import { compileQ } from '../../../src/agent/q-function.js';
import { createRandom } from '../../../src/common/random.js';
import { sizeOf } from '../../../src/common/shape.js';
import { loadEagerBackend } from '../../../src/compute/engine.js';
import { observationBytes } from '../../../src/env/environment.js';
import { encodePytorch } from '../../../src/interop/pytorch/export-pytorch.js';
import { publishedHeads, randomLayers } from '../../helpers/random-layers.js';

const python = process.env.PYTHON ?? 'python3';
const missing = spawnSync(python, ['-c', 'import torch, safetensors, numpy']).status !== 0;
if (missing) console.warn('SKIPPED exports to PyTorch: set PYTHON to a Python 3 that has torch, safetensors and numpy');

const folder = mkdtempSync(join(tmpdir(), 'sap-atari-pytorch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(async () => {
  await loadEagerBackend();
});

const script = `
import json, sys
import numpy as np, torch
from torch import nn
sys.path.insert(0, sys.argv[1])
import agent
x = torch.from_numpy(np.fromfile(sys.argv[1] + "/pixels", dtype=np.uint8).reshape(-1, 4, 84, 84).astype(np.float32))
class CleanRL(nn.Module):
    def __init__(self, actions):
        super().__init__()
        self.network = nn.Sequential(
            nn.Conv2d(4, 32, 8, stride=4), nn.ReLU(), nn.Conv2d(32, 64, 4, stride=2), nn.ReLU(),
            nn.Conv2d(64, 64, 3, stride=1), nn.ReLU(), nn.Flatten(), nn.Linear(3136, 512), nn.ReLU(), nn.Linear(512, actions))
    def forward(self, x):
        return self.network(x / 255.0)
modules = [agent.load()] + ([agent.load(CleanRL(len(agent.ACTIONS)))] if sys.argv[2] == "cleanrl" else [])
with torch.no_grad():
    print(json.dumps({"game": agent.GAME, "q": [module(x).flatten().tolist() for module in modules]}))
`;

const smallScript = `
import importlib, json, sys
import numpy as np, torch
sys.path.insert(0, sys.argv[1])
x = torch.from_numpy(np.fromfile(sys.argv[1] + "/small", dtype=np.float32).reshape(-1, 2, 6, 6))
with torch.no_grad():
    print(json.dumps([importlib.import_module(f"net{i}").load()(x).flatten().tolist() for i in range(int(sys.argv[2]))]))
`;

describe.skipIf(missing)('export to PyTorch', () => {
  it.each([
    [{}, 'cleanrl', 2],
    [{ normalization: 'layer', hiddenLayers: 2 }, 'plain', 1],
  ] as const)('a network with %o gives the same Q-values', async (options, kind, modules) => {
    const rng = createRandom(5);
    const specs = parameterSpecs({ actions: 3, ...options });
    const views = specs.map(({ shape, fanIn }) =>
      Float32Array.from({ length: sizeOf(shape) }, () => (2 * rng.uniform() - 1) / Math.sqrt(fanIn)),
    );
    const config = loadConfig({ flags: options });
    const agent = { game: 'catch', actions: ['NOOP', 'RIGHT', 'LEFT'], step: 0, config, specs, views };
    const { weights, source } = encodePytorch(agent, 'agent.safetensors');
    writeFileSync(join(folder, 'agent.safetensors'), weights);
    writeFileSync(join(folder, 'agent.py'), source);
    const pixels = Uint8Array.from({ length: 3 * observationBytes }, () => rng.integer(256));
    writeFileSync(join(folder, 'pixels'), pixels);
    const { stdout, stderr, status } = spawnSync(python, ['-', folder, kind], { input: script, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { game, q } = JSON.parse(stdout) as { game: string; q: number[][] };
    expect([game, q.length]).toEqual(['catch', modules]);

    const compiled = await compileQ({ network: qNetwork(options), specs, views, batch: 3, frozen: true });
    const expected = Array.from(await compiled.q(pixels));
    await compiled.dispose();
    const largest = Math.max(...expected.map(Math.abs));
    expect(largest).toBeGreaterThan(0.01);
    for (const values of q) {
      for (const [i, value] of expected.entries()) expect(Math.abs(values[i]! - value)).toBeLessThan(1e-5 * largest);
    }
  });

  it('networks of any layers give the same Q-values', () => {
    const inputShape = [2, 6, 6];
    const rng = createRandom(8);
    const random = Array.from({ length: 20 }, (_, i) => [`random${i}`, randomLayers(rng, inputShape, 8)] as const);
    const networks = [...Object.entries(publishedHeads(rng)), ...random];
    const pixels = Float32Array.from({ length: 2 * sizeOf(inputShape) }, () => rng.integer(256));
    writeFileSync(join(folder, 'small'), pixels);
    const expected = networks.map(([, { layers, arrays }], i) => {
      const agent = {
        ...{ game: 'catch', actions: ['NOOP', 'RIGHT', 'LEFT'], step: 0, config: loadConfig({}), layers },
        specs: arrays.map(({ name, shape }) => ({ name, shape, fanIn: 1 })),
        views: arrays.map(({ values }) => values),
      };
      const { weights, source } = encodePytorch(agent, `net${i}.safetensors`, inputShape);
      writeFileSync(join(folder, `net${i}.safetensors`), weights);
      writeFileSync(join(folder, `net${i}.py`), source);
      const parameters = arrays.map(({ values, shape }) => tf.tensor(values, [...shape]));
      return Array.from(layersNetwork(layers)(parameters, tf.tensor4d(pixels, [2, 2, 6, 6])).dataSync());
    });
    const run = spawnSync(python, ['-', folder, `${networks.length}`], { input: smallScript, encoding: 'utf8' });
    expect(run.stderr).toBe('');
    const got = JSON.parse(run.stdout) as number[][];
    for (const [i, [name]] of networks.entries()) {
      const tolerance = 1e-5 * Math.max(...expected[i]!.map(Math.abs));
      const difference = Math.max(...expected[i]!.map((value, j) => Math.abs(value - got[i]![j]!)));
      expect({ name, agrees: difference <= tolerance, difference }).toEqual({ name, agrees: true, difference });
    }
  });
});
