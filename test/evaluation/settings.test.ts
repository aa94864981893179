import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countEpisodes, planEpisodes, planSettings } from '../../src/evaluation/settings.js';

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

describe('the number of episodes', () => {
  const names = fc.uniqueArray(fc.string(), { maxLength: 3 });
  const lists = fc.record({
    agentsUnderTest: names.map((runs) => runs.map((run) => ({ run, game: 'bowling' }))),
    attacks: names.map((labels) => labels.map((label) => ({ label, gradientSamples: null }))),
    defenses: names,
    lambdas: fc.uniqueArray(fc.nat(3)),
    seeds: fc.uniqueArray(fc.nat(9), { maxLength: 3 }),
    episodes: fc.nat(3),
  });

  it('is that of the plan', () => {
    fc.assert(
      fc.property(lists, (each) => {
        expect(countEpisodes(each)).toBe(planEpisodes(each).length);
      }),
    );
  });

  it('needs no plan that would not fit into memory', () => {
    const many = { agentsUnderTest: [{ run: 'a', game: 'bowling' }], attacks: [], defenses: [], lambdas: [0] };
    expect(countEpisodes({ ...many, seeds: [1], episodes: 1e12 })).toBe(2e12);
  });
});
