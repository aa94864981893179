import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/common/random.js';
import { type AttackDamage, type Kind, orderChecks } from '../../../src/evaluation/checks/attack-order.js';
import { type OrderedPair, orderCheck } from '../../../src/evaluation/checks/order-check.js';
import { unusedLambdaCheck, usesLambda } from '../../../src/evaluation/checks/unused-lambda.js';

const words = {
  check: 'strong ≥ weak',
  missing: 'needs both',
  damage: 'points lost',
  meaning: 'Mean',
  unit: 'episodes',
};

/** Comparisons at λ 1, 2, … of some agents, in which the stronger attack does `difference` more in every episode. */
const pairs = (agents: number, lambdas: number, episodes: number, difference: number): OrderedPair[] =>
  Array.from({ length: agents }, (_, agent) =>
    Array.from({ length: lambdas }, (_, i) => ({
      agent: `agent ${agent}`,
      lambda: String(i + 1),
      stronger: { attack: 'strong', damage: Array.from({ length: episodes }, (_, i) => i + difference) },
      weaker: { attack: 'weak', damage: Array.from({ length: episodes }, (_, i) => i) },
    })),
  ).flat();

const check = (all: readonly OrderedPair[]) => orderCheck(words, all, createRandom(1));

describe('an order check', () => {
  it.each([
    ['enough episodes for each λ', pairs(2, 4, 10, 1), 'passed', '8 comparisons over 10 episodes'],
    ['enough episodes for each λ, wrong', pairs(2, 4, 10, -1), 'failed', 'agent 0 at λ 1: 3.50 under strong but 4.50'],
    ['few episodes, all λ together', pairs(2, 4, 6, 1), 'passed', '2 comparisons over 6 episodes'],
    ['few episodes, all λ together, wrong', pairs(2, 4, 6, -1), 'failed', 'agent 1 at λ 1, 2, 3, 4: 1.50 under strong'],
    [
      'too few episodes, which several λ do not multiply',
      pairs(2, 4, 5, -1),
      'not made',
      'needs 6 episodes for 2 comparisons',
    ],
    ['one λ', pairs(1, 1, 5, -1), 'failed', 'Mean points lost, 1 of 1 comparison'],
    ['too few episodes at one λ', pairs(1, 1, 4, -1), 'not made', 'needs 5 episodes for 1 comparison'],
    ['too few episodes at all λ', pairs(10, 4, 1, -1), 'not made', 'needs 8 episodes for 10 comparisons'],
    ['nothing to compare', [], 'not made', 'needs both'],
  ])('with %s', (_, all, verdict, text) => {
    expect(check(all)).toMatchObject({ check: 'strong ≥ weak', verdict, text: expect.stringContaining(text) });
  });

  it('never passes what no evidence could make fail', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 20 }),
        (...of) => {
          const [right, wrong] = [check(pairs(...of, 1)), check(pairs(...of, -1))];
          expect([right.verdict, wrong.verdict]).toEqual(
            right.verdict === 'not made' ? ['not made', 'not made'] : ['passed', 'failed'],
          );
        },
      ),
    );
  });

  it('corrects p over its comparisons, and says so', () => {
    expect(check(pairs(1, 2, 10, -1)).text).toContain('2 of 2 comparisons, p corrected: agent 0 at λ 1');
    expect(check(pairs(1, 2, 10, -1)).text).toContain('(p = 0.002)');
  });

  it('can fail however many comparisons are made', () => {
    // differences of several sizes: p is of random assignments of signs
    const uneven = pairs(600, 1, 20, 0).map(
      (pair): OrderedPair => ({
        ...pair,
        stronger: { attack: 'strong', damage: pair.weaker.damage.map((d) => d - 1 - d / 9) },
      }),
    );
    expect(check(uneven).verdict).toBe('failed');
  });
});

describe('attacks that cannot use the whole of λ', () => {
  const attackSettings = {
    fgsm: { gradient: 'expected100' },
    'eot-pgd:steps=20:step-size=2': { steps: 20, stepSize: 2 },
    pgd: { steps: 40 },
  };
  const rowsAt = (...lambdas: number[]) =>
    lambdas.flatMap((lambda) => Object.keys(attackSettings).map((attack) => ({ attack, lambda })));

  it.each([
    ['no attack', [{ attack: null, lambda: 0 }], 'not made', 'needs an attack'],
    ['λ in reach', rowsAt(8, 40), 'passed', 'the steps of every attack reach λ'],
    [
      'λ out of reach',
      rowsAt(8, 64, 128),
      'failed',
      'the damage found is a lower bound, which is no sign of masked gradients: eot-pgd:steps=20:step-size=2 changes a value by at most 40 of λ 64, 128: use steps=64 or step-size=6.4',
    ],
  ])('%s', (_, rows, verdict, text) => {
    expect(unusedLambdaCheck(rows, attackSettings)).toEqual({ check: 'unused λ', verdict, text });
  });

  it('are held against no other attack, and others against them', () => {
    const attack = (name: string, kind: Kind, damage: number, lambda: number): AttackDamage => ({
      ...{ attack: name, kind, gradientSamples: null, damage: new Array(20).fill(damage) },
      usesLambda: usesLambda(attackSettings, name, lambda),
    });
    const verdicts = (lambda: number) =>
      orderChecks(
        [
          {
            ...{ agent: 'sap100', lambda, plain: false },
            attacks: [
              attack('eot-pgd:steps=20:step-size=2', 'iterative', 1, lambda),
              attack('fgsm', 'one step', 2, lambda),
              attack('transfer', 'transfer', 2, lambda),
            ],
          },
        ],
        { of: 'episodes', damage: 'points lost' },
        createRandom(1),
      )
        .filter(({ check }) => /iterative|white box ≥ transfer/.test(check))
        .map(({ verdict }) => verdict);
    expect(verdicts(8)).toEqual(['failed', 'failed']);
    expect(verdicts(64)).toEqual(['not made', 'passed']);
  });
});
