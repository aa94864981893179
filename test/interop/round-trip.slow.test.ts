/** Exported agents are imported again as they were: network, rules of play, actions and policy. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActionPolicy } from '../../src/agent/action-policy.js';
import type { Agent } from '../../src/agent/agent-files.js';
import { type Config, loadConfig } from '../../src/agent/config.js';
import type { Layer } from '../../src/agent/layers.js';
import { layersNetwork } from '../../src/agent/layers-network.js';
import { parameterSpecs, qNetwork } from '../../src/agent/network.js';
import { playOf } from '../../src/cli/import/play.js';
import { readingOf } from '../../src/cli/import/reading.js';
import { createRandom } from '../../src/common/random.js';
import { sizeOf } from '../../src/common/shape.js';
import { loadEagerBackend } from '../../src/compute/engine.js';
import { observationShape } from '../../src/env/environment.js';
import { ruleKeys } from '../../src/env/rules.js';
import { aboutAgent } from '../../src/interop/about-agent.js';
import { networkAgent } from '../../src/interop/network-agent.js';
import { encodeOnnx } from '../../src/interop/onnx/export-onnx.js';
import { encodePytorch } from '../../src/interop/pytorch/export-pytorch.js';
import { readNetwork } from '../../src/interop/read-network.js';
import { decodeSafetensorsFile, encodeSafetensors } from '../../src/model/safetensors.js';
import { randomLayers } from '../helpers/random-layers.js';
import { refusal } from '../helpers/refusal.js';
import { sampleSize } from '../helpers/sample.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const actions = ['NOOP', 'RIGHT', 'LEFT'];
const folder = mkdtempSync(join(tmpdir(), 'sap-atari-round-trip-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const onnxFile = join(folder, 'agent.onnx');
const torchFile = join(folder, 'agent.safetensors');

async function exported(agent: Agent): Promise<readonly string[]> {
  const outputs = agent.policy?.outputs ?? 'q-values';
  writeFileSync(onnxFile, await encodeOnnx({ ...agent, inputShape: observationShape, outputs }, aboutAgent(agent)));
  writeFileSync(torchFile, encodePytorch(agent, torchFile).weights);
  return [onnxFile, torchFile];
}

/** As the command does it. */
async function imported(path: string): Promise<Agent> {
  const network = await readNetwork(path);
  const { framework, rules, outputs, choice } = playOf({ game: 'catch' }, network.facts);
  const reading = readingOf({}, network, framework);
  return networkAgent(network, { game: 'catch', actions, rules, ...reading, outputs, choice, source: path });
}

function qOf({ network, specs, views }: Agent): number[] {
  const rng = createRandom(3);
  const pixels = Float32Array.from({ length: 2 * sizeOf(observationShape) }, () => rng.integer(256));
  return tf.tidy(() => {
    const parameters = specs.map(({ shape }, i) => tf.tensor(views[i]!, [...shape]));
    return Array.from(network(parameters, tf.tensor4d(pixels, [2, 4, 84, 84])).dataSync());
  });
}

const playKeys = [
  ...(['game', 'preset', ...ruleKeys] as const),
  ...(['evaluationExploration', 'evaluationMaxSteps', 'evaluationMaxStallSteps'] as const),
];
const play = ({ config, game, policy, actions: names }: Agent) => ({
  ...{ game, names, policy },
  config: Object.fromEntries(playKeys.map((key) => [key, config[key]])),
});

async function expectSame(agent: Agent): Promise<void> {
  const q = qOf(agent);
  const largest = Math.max(...q.map(Math.abs));
  for (const path of await exported(agent)) {
    const again = await imported(path);
    expect(play(again)).toEqual(play(agent));
    const tolerance = 1e-6 * Math.max(1, largest);
    expect(Math.max(...qOf(again).map((value, i) => Math.abs(value - q[i]!)))).toBeLessThanOrEqual(tolerance);
  }
}

/** The network of the paper, narrowed by nothing, with random weights. */
function ownAgent(options: { hiddenLayers?: number; normalization?: 'layer' | 'none' }, given: Partial<Config>): Agent {
  const specs = parameterSpecs({ actions: 3, ...options });
  const rng = createRandom(5);
  const views = specs.map(({ shape, fanIn }) =>
    Float32Array.from({ length: sizeOf(shape) }, () => (2 * rng.uniform() - 1) / Math.sqrt(fanIn)),
  );
  const config = loadConfig({ flags: { game: 'catch', ...options, ...given } });
  return { game: 'catch', actions, step: 0, config, specs, views, network: qNetwork(options) };
}

function layersAgent(
  layers: readonly Layer[],
  arrays: ReturnType<typeof randomLayers>['arrays'],
  policy?: ActionPolicy,
) {
  const specs = arrays.map(({ name, shape }) => ({ name, shape, fanIn: 1 }));
  return {
    ...{ game: 'catch', actions, step: 0, config: loadConfig({ flags: { game: 'catch' } }), layers, specs },
    ...{ views: arrays.map(({ values }) => values), network: layersNetwork(layers), ...(policy && { policy }) },
  };
}

describe('an exported agent is imported again', () => {
  it.each([
    [{}, { preset: 'machado2018', evaluationExploration: 0.001 }],
    [
      { normalization: 'layer', hiddenLayers: 2 },
      { preset: 'baselines', preprocessing: 'cleanrl', cropShiftRows: 4 },
    ],
  ] as const)('with %o and %o', async (options, rules) => {
    await expectSame(ownAgent(options, rules));
  });

  it('with the epsilon of its layer normalization', async () => {
    for (const path of await exported(ownAgent({ normalization: 'layer' }, {}))) {
      const { layers } = await readNetwork(path);
      const epsilons = layers.flatMap((layer) => (layer.kind === 'layerNorm' ? [layer.epsilon] : []));
      expect(epsilons).toEqual([1, 2, 3, 4].map(() => expect.closeTo(1e-6, 12)));
    }
  });

  it('with any layers and policy', async () => {
    const rng = createRandom(8);
    const policies = [
      undefined,
      { outputs: 'logits', choice: 'sampled' },
      { outputs: 'logits', choice: 'greedy' },
    ] as const;
    for (let i = 0; i < sampleSize(6, 40); i++) {
      const { layers, arrays } = randomLayers(rng, [4, 84, 84], 3);
      await expectSame(layersAgent(layers, arrays, policies[i % 3]));
    }
  });
});

it.each(['activation', 'padding'])('--%s is refused for an exported file, which says it itself', async (option) => {
  for (const path of await exported(ownAgent({}, {})))
    expect(await refusal(readNetwork(path, { [option]: 'valid' }))).toContain(`with --${option}, got`);
});

describe('a safetensors file that was exported and then changed', () => {
  it.each<[string, (metadata: Record<string, string>) => void, RegExp]>([
    ['layers', (m) => (m.layers = '[{"kind": "magic"}]'), /its layers and parameters are not intact/],
    ['other layers', (m) => (m.layers = '[{"kind": "reshape", "shape": [5]}]'), /reshape/],
    ['parameters', (m) => (m.parameters = '[]'), /expected parameters of 0 values/],
    ['other parameters', (m) => (m.parameters = m.parameters!.replace('[32]', '[16,2]')), /expected/],
  ])('is refused: %s', async (_, change, message) => {
    writeFileSync(torchFile, encodePytorch(ownAgent({}, {}), torchFile).weights);
    const { arrays, metadata } = decodeSafetensorsFile(encodePytorch(ownAgent({}, {}), torchFile).weights, 'file');
    const texts = { ...(metadata as Record<string, string>) };
    change(texts);
    writeFileSync(torchFile, encodeSafetensors(arrays, 'F32', texts));
    expect(await refusal(readNetwork(torchFile))).toMatch(message);
  });
});
