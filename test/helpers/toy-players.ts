import * as tf from '@tensorflow/tfjs-core';
import { always } from '../../src/attack/agent/timing.js';
import { parseAttack } from '../../src/attack/parse-attack.js';
import { greedyAction } from '../../src/attack/search/criteria.js';
import { createRandom, type Random } from '../../src/common/random.js';
import { parseDefense } from '../../src/defense/parse-defense.js';
import type { Environment } from '../../src/env/environment.js';
import type { AgentUnderTest, Players } from '../../src/evaluation/players/players.js';
import { identityHook, type Network } from '../../src/model/model.js';
import { toyEnvironment } from './toy-environment.js';

/** Means over 12 × 12 blocks of each frame, a layer of 8, three actions: enough to be attacked and defended. */
const toyNetwork: Network = (parameters, pixels, hook = identityHook) =>
  tf.tidy(() => {
    const [hidden, output] = parameters as [tf.Tensor2D, tf.Tensor2D];
    const blocks = tf.mean(tf.reshape(tf.div(pixels, 255), [pixels.shape[0], 4 * 7, 12, 7, 12]), [2, 4]);
    const h = hook(tf.relu(tf.matMul(tf.reshape(blocks, [pixels.shape[0], -1]) as tf.Tensor2D, hidden)), 'hidden');
    return tf.matMul(h as tf.Tensor2D, output) as tf.Tensor2D;
  });
const specs = [{ shape: [196, 8] }, { shape: [8, 3] }];
const views = specs.map(({ shape }, i) => {
  const rng = createRandom(i + 1);
  return Float32Array.from({ length: shape[0]! * shape[1]! }, () => rng.uniform() - 0.5);
});

/** An untrained agent for the toy game. */
const toyAgent = { network: toyNetwork, specs, views, actions: ['NOOP', 'LEFT', 'RIGHT'] };

export const toyAgentUnderTest = (changes: Partial<AgentUnderTest> = {}): AgentUnderTest => ({
  run: 'toy',
  game: 'toy',
  agent: toyAgent,
  evaluationExploration: 0.05,
  createEnvironment: (rng: Random): Environment => toyEnvironment(rng.uint32()),
  ...changes,
});

export const toyAttacks = (...names: string[]): Players['attacks'] =>
  names.map((name) => ({ attack: parseAttack(name, { gradientSamples: 4 }), label: name, gradientSamples: 4 }));

/** One agent under FGSM, with and without SAP-100. */
export const toyPlayers = (changes: Partial<Players> = {}): Players => ({
  agentsUnderTest: [toyAgentUnderTest()],
  attacks: toyAttacks('fgsm'),
  defenses: [parseDefense('sap100')],
  attackOn: 'self',
  criterion: greedyAction(),
  timing: always,
  frames: 'all',
  outputSamples: 4,
  ...changes,
});
