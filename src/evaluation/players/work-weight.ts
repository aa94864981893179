/** Estimates the cost of a step, state or image under a setting: rows that pass the network, where a gradient counts three times. */

import { samplesOf } from '../../attack/parse-attacks.js';
import { callsOf } from '../../attack/search/attack.js';
import { plainAgent, randomPlayer, type Setting } from '../settings.js';
import { type Adversary, listedAttack } from './adversary.js';

type Weighed = Pick<Setting, 'agent' | 'attack' | 'gradientSamples' | 'lambda'>;

/** Cost of a forward and a backward pass, in forward passes. */
const gradientPasses = 3;
/** The cost of a random player, which uses no network. */
const leastWeight = 0.05;

export function workWeight({ agent, attack, gradientSamples, lambda }: Weighed, adversary: Adversary): number {
  if (agent === randomPlayer) return leastWeight;
  const outputs = agent === plainAgent ? 1 : adversary.outputSamples;
  if (attack === null) return 1 + outputs;
  const listed = listedAttack(adversary, attack, gradientSamples);
  const { search, on } = listed.attack;
  const onPlain = agent === plainAgent || adversary.attackOn === 'plain' || on === 'plain';
  const samples = onPlain ? 1 : (samplesOf(listed) ?? 1);
  const calls = [...callsOf(search, () => lambda)].length;
  return 1 + 2 * outputs + calls * gradientPasses * samples;
}

/** Cost of an example in a batch that is attacked at these λ together. Without an attack it is computed once. */
export const batchWeight = (kind: Omit<Weighed, 'lambda'>, lambdas: readonly number[], adversary: Adversary): number =>
  (kind.attack === null ? [0] : lambdas).reduce((sum, lambda) => sum + workWeight({ ...kind, lambda }, adversary), 0);
