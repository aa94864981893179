import { appendFileSync, copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { encodeAgent, expectAgentFor, loadAgent, saveAgent } from '../../src/agent/agent-files.js';
import { defaults } from '../../src/agent/config.js';
import type { Layer } from '../../src/agent/layers.js';
import { initialize, parameterSpecs } from '../../src/agent/network.js';
import { UsageError } from '../../src/common/errors.js';
import { createFlatParameters } from '../../src/common/flat-parameters.js';
import { decodeFloat16, encodeFloat16 } from '../../src/common/float16.js';
import { createRandom } from '../../src/common/random.js';
import { writeFileSet } from '../../src/files/file-set.js';
import { sameBytes } from '../helpers/same-bytes.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

function newAgent(actions: readonly string[], step = 5) {
  const specs = parameterSpecs({ actions: actions.length });
  const { views } = createFlatParameters(specs);
  initialize(views, specs, createRandom(step));
  return { game: 'toy', actions, step, config: { ...defaults, game: 'toy' }, specs, views };
}

const agent = newAgent(['NOOP', 'LEFT', 'RIGHT']);
let folder = '';
beforeEach(() => {
  folder = temporaryFolder();
});

/** Rewrites a field of model.json. */
function describeAs(change: Record<string, unknown>) {
  const path = join(folder, 'model.json');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }));
}

describe('loadAgent', () => {
  it('reads what saveAgent wrote', () => {
    saveAgent(folder, agent);
    const { game, actions, step, config, specs, views } = loadAgent(folder);
    expect({ game, actions, step, config, specs }).toEqual({
      game: 'toy',
      actions: ['NOOP', 'LEFT', 'RIGHT'],
      step: 5,
      config: agent.config,
      specs: agent.specs,
    });
    expect(views.every((view, i) => sameBytes(view, agent.views[i]!))).toBe(true);
  });

  it('reads the source of an imported agent, and refuses one that is none', () => {
    const source = { file: 'dqn.zip', sha256: '0a'.repeat(32), family: 'Stable-Baselines3 DQN', framework: 'sb3' };
    saveAgent(folder, { ...agent, source });
    expect(loadAgent(folder).source).toEqual(source);
    for (const wrong of [{ file: 'x' }, { ...source, sha256: 'x' }, { ...source, path: '/x' }, 'dqn.zip', null]) {
      describeAs({ source: wrong });
      expect(() => loadAgent(folder)).toThrow(/model\.json describes no agent: expected a source, got /);
    }
    saveAgent(folder, agent);
    expect(loadAgent(folder)).not.toHaveProperty('source');
  });

  it('reads weights of 16 bits, which differ by rounding alone', () => {
    saveAgent(folder, agent, { dtype: 'F16' });
    const { views } = loadAgent(folder);
    const rounded = agent.views.map((view) => view.map((value) => decodeFloat16(encodeFloat16(value))));
    expect(views.every((view, i) => sameBytes(view, rounded[i]!))).toBe(true);
    const bytes = 2 * agent.views.reduce((sum, { length }) => sum + length, 0);
    expect(statSync(join(folder, 'model.safetensors')).size - bytes).toBeLessThan(2000);
  });

  it('refuses infinite weights of 16 bits', () => {
    const views = agent.views.map((view) => view.slice());
    views[1]![0] = Number.POSITIVE_INFINITY;
    saveAgent(folder, { ...agent, views }, { dtype: 'F16' });
    expect(() => loadAgent(folder)).toThrow(/expected finite numbers, got Infinity/);
  });

  it('reads a network of layers', () => {
    const layers = [
      { kind: 'reshape', shape: [4 * 84 * 84] },
      { kind: 'dense', bias: true },
      { kind: 'layerNorm', epsilon: 1e-5 },
    ] as const satisfies readonly Layer[];
    const specs = [
      { name: 'a', shape: [4 * 84 * 84, 3], fanIn: 4 * 84 * 84 },
      ...['b', 'scale', 'offset'].map((name) => ({ name, shape: [3], fanIn: 1 })),
    ];
    const views = [
      Float32Array.from({ length: 4 * 84 * 84 * 3 }, (_, i) => i),
      ...[1, 2, 3].map((n) => Float32Array.of(n, 2, 3)),
    ];
    saveAgent(folder, { ...agent, layers: [...layers], specs, views });
    const loaded = loadAgent(folder);
    expect(loaded.layers).toEqual(layers);
    expect(loaded.specs).toEqual(specs);
    expect(loaded.views).toEqual(views);
    describeAs({ layers: [{ kind: 'dense', bias: false }] });
    expect(() => loadAgent(folder)).toThrow(
      /model\.json: layer 1 \(dense\): expected values \[inputs\] and weights \[inputs,outputs\], got \[4,84,84\]/,
    );
    describeAs({ layers: [{ kind: 'pooling' }] });
    expect(() => loadAgent(folder)).toThrow(/model\.json describes no agent: expected layers, got 0\.kind: /);
  });

  it('loads the newest checkpoint of an unfinished run, and the final agent of a finished one', () => {
    const files = (step: number) =>
      Object.fromEntries(Object.entries(encodeAgent({ ...agent, step })).map(([name, data]) => [name, () => data]));
    for (const step of [10, 20]) writeFileSet(join(folder, 'checkpoints'), step, files(step));
    expect(loadAgent(folder).step).toBe(20);
    saveAgent(folder, { ...agent, step: 30 });
    expect(loadAgent(folder).step).toBe(30);
  });

  it('names the agents inside a folder of several, such as the runs of several seeds', () => {
    for (const seed of [2, 10, 1]) saveAgent(join(folder, `seed-${seed}`), agent);
    mkdirSync(join(folder, 'seed-3'));
    const inside = ['seed-1', 'seed-2', 'seed-10'].map((name) => join(folder, name)).join(', ');
    expect(() => loadAgent(folder)).toThrow(
      new UsageError(
        `expected the folder of one agent, got ${folder}, which holds folders of 3 agents: give one of ${inside}`,
      ),
    );
    for (let seed = 11; seed < 20; seed++) saveAgent(join(folder, `seed-${seed}`), agent);
    expect(() => loadAgent(folder)).toThrow(/of 12 agents: give one of .*seed-17, …$/);
  });

  it.each<[string, () => void, RegExp]>([
    ['no agent', () => rmSync(join(folder, 'model.json')), /holds no agent: expected model\.json .*; train one with/],
    ['no weights', () => rmSync(join(folder, 'model.safetensors')), /model\.safetensors is missing/],
    ['cut weights', () => writeFileSync(join(folder, 'model.safetensors'), 'x'), /no intact safetensors file/],
    ['longer weights', () => appendFileSync(join(folder, 'model.safetensors'), 'xxxx'), /no intact safetensors file/],
    ['a description that is no JSON', () => writeFileSync(join(folder, 'model.json'), '{'), /expected JSON/],
    ['a description that is null', () => writeFileSync(join(folder, 'model.json'), 'null'), /got nothing/],
    [
      'a description of something else',
      () => describeAs({ format: 'x' }),
      /expected format "sap-atari agent 2", got "x"/,
    ],
    [
      'a description of an older version',
      () => describeAs({ format: 'sap-atari agent 1' }),
      /model\.json \(format "sap-atari agent 1", expected "sap-atari agent 2"\) was written by an older version of sap-atari: train the agent anew$/,
    ],
    ['no actions', () => describeAs({ actions: [] }), /expected names of actions, got \[\]/],
    ['a config with an unknown key', () => describeAs({ config: { momentum: 1 } }), /"momentum" is not a key/],
    [
      'a network of another shape',
      () => describeAs({ actions: ['a', 'b'] }),
      /of another network: expected q\.weights of shape \[512,2\], got \[512,3\]/,
    ],
  ])('refuses a folder with %s', (_, damage, message) => {
    saveAgent(folder, agent);
    damage();
    expect(() => loadAgent(folder)).toThrow(UsageError);
    expect(() => loadAgent(folder)).toThrow(message);
  });

  it('rejects weights of another description', () => {
    saveAgent(folder, agent);
    const other = temporaryFolder();
    saveAgent(other, newAgent(agent.actions, 6));
    copyFileSync(join(other, 'model.safetensors'), join(folder, 'model.safetensors'));
    expect(() => loadAgent(folder)).toThrow(
      /model\.safetensors is not the file that model\.json describes: expected SHA-256 "[0-9a-f]{64}", got "[0-9a-f]{64}"; restore both files, or make the agent anew$/,
    );
  });
});

describe('expectAgentFor', () => {
  it.each([
    { game: 'pong', actions: agent.actions, message: 'expected an agent for pong, got one for toy' },
    { game: 'toy', actions: ['NOOP'], message: 'expected an agent with the 1 actions NOOP, got 3: NOOP, LEFT, RIGHT' },
  ])('refuses an agent for $game with $actions', ({ game, actions, message }) => {
    saveAgent(folder, agent);
    const loaded = loadAgent(folder);
    expect(() => expectAgentFor(loaded, folder, game, actions)).toThrow(message);
    expect(() => expectAgentFor(loaded, folder, 'toy', agent.actions)).not.toThrow();
  });
});
