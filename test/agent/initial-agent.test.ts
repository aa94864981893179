import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { saveAgent } from '../../src/agent/agent-files.js';
import { type Config, defaults } from '../../src/agent/config.js';
import { expectInitialAgent, formOf, loadInitialAgent } from '../../src/agent/initial-agent.js';
import type { Layer } from '../../src/agent/layers.js';
import { parameterSpecs } from '../../src/agent/network.js';
import { UsageError } from '../../src/common/errors.js';
import { createFlatParameters } from '../../src/common/flat-parameters.js';
import { sizeOf } from '../../src/common/shape.js';
import { observationShape } from '../../src/env/environment.js';
import { sha256 } from '../../src/files/sha256.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const actions = ['NOOP', 'LEFT'];

const made = new Map<string, ReturnType<typeof makeAgent>>();

function initialAgent(changes: Partial<Config> = {}, layers?: readonly Layer[]) {
  const key = JSON.stringify([changes, layers]);
  const found = made.get(key) ?? makeAgent(changes, layers);
  made.set(key, found);
  return found;
}

/** Writes an agent of 300 steps into a folder, and loads it. */
function makeAgent(changes: Partial<Config>, layers?: readonly Layer[]) {
  const folder = temporaryFolder();
  const config = { ...defaults, game: 'toy', ...changes };
  const dense = [sizeOf(observationShape), actions.length];
  const specs = layers
    ? [{ name: 'dense', shape: dense, fanIn: dense[0]! }]
    : parameterSpecs({ ...config, actions: actions.length });
  const { views } = createFlatParameters(specs);
  saveAgent(folder, { game: 'toy', actions, step: 300, config, specs, views, ...(layers && { layers }) });
  return { folder, initial: loadInitialAgent(folder) };
}

describe('an initial agent', () => {
  it('is known by the hash of its weights, and has its files as they are', () => {
    const { folder, initial } = initialAgent();
    const weights = readFileSync(join(folder, 'model.safetensors'));
    expect(initial.keys.initFrom).toBe(sha256(weights));
    expect(Buffer.from(initial.files['model.safetensors']!).equals(weights)).toBe(true);
    expect(Object.keys(initial.files)).toEqual(['model.safetensors', 'model.json']);
  });

  it.each<[string, Partial<Config>, number]>([
    ['its own', {}, 1200],
    [
      'those of the agents before, too, and with another frame skip',
      { discount: 0.5, seed: 9, optimizer: 'adam', frameSkipFrames: 5, initFromFrames: 50_000 },
      51_500,
    ],
  ])('counts frames: %s', (_, changes, frames) => {
    expect(initialAgent(changes).initial.keys.initFromFrames).toBe(frames);
  });

  it.each([
    [{}, {}, { hiddenLayers: 1, normalization: 'none' }],
    [{ hiddenLayers: 2 }, {}, { hiddenLayers: 2, normalization: 'none' }],
    [{ hiddenLayers: 2 }, { hiddenLayers: 1 }, { hiddenLayers: 1, normalization: 'none' }],
    [{}, { normalization: 'layer' }, { hiddenLayers: 1, normalization: 'layer' }],
  ] as const)('decides on the network, unless it is given: %o, %o', (changes, given, form) => {
    expect(formOf(initialAgent(changes).initial, given)).toEqual(form);
  });
});

describe('expectInitialAgent', () => {
  const config: Config = { ...defaults, game: 'toy' };
  const flat: Layer[] = [
    { kind: 'reshape', shape: [sizeOf(observationShape)] },
    { kind: 'dense', bias: false },
  ];
  const check = (initial = initialAgent().initial, game = 'toy', names = actions, wanted = config) =>
    expectInitialAgent(initial, game, names, wanted);

  it('accepts an agent of the same game, actions and network, whatever else it was trained with', () => {
    const other = initialAgent({
      discount: 0.5,
      seed: 9,
      optimizer: 'adam',
      frameSkipFrames: 5,
      initFromFrames: 50_000,
    });
    expect(() => check(other.initial)).not.toThrow();
  });

  it.each([
    ['another game', () => check(undefined, 'pong'), 'expected an agent for pong, got one for toy: leave --game out'],
    [
      'other actions',
      () => check(undefined, 'toy', ['NOOP', 'LEFT', 'FIRE']),
      'expected an agent with the 3 actions NOOP, LEFT, FIRE, got 2: NOOP, LEFT: give the rules of its training',
    ],
    [
      'more hidden layers',
      () => check(initialAgent({ hiddenLayers: 2 }).initial),
      'expected a network with hiddenLayers 1, as the config says, got 2: leave hiddenLayers out of the config',
    ],
    [
      'another normalization',
      () => check(undefined, 'toy', actions, { ...config, normalization: 'layer' }),
      'expected a network with normalization layer, as the config says, got none: leave normalization out',
    ],
    [
      'an imported network',
      () => check(initialAgent({}, flat).initial),
      'expected an agent that sap-atari has trained, got an imported network, which it cannot train: choose another',
    ],
  ])('refuses %s in one line', (_, refused, message) => {
    expect(refused).toThrow(UsageError);
    expect(refused).toThrow(message);
    expect(refused).toThrow(/ choose another --init-from$/);
    expect(refused).not.toThrow('\n');
  });
});
