import { describe, expect, it } from 'vitest';
import { planSettings } from '../../src/evaluation/settings.js';

const plan = (lambdas: readonly number[]) =>
  planSettings({
    agentsUnderTest: [{ run: 'a', game: 'bowling' }],
    attacks: [{ label: 'fgsm', gradientSamples: null }],
    defenses: ['sap100'],
    lambdas,
  }).map(({ agent, lambda, attack }) => `${agent} ${lambda} ${attack}`);

describe('plan of an evaluation', () => {
  it.each([
    ['with λ 0', [0, 1]],
    ['without it', [1]],
  ])('has λ 0 once for every agent, and random play, when λ is chosen %s', (_, lambdas) => {
    expect(plan(lambdas)).toEqual([
      ...['plain 0 null', 'sap100 0 null', 'plain 1 fgsm', 'sap100 1 fgsm', 'random player 0 null'],
    ]);
  });
});
