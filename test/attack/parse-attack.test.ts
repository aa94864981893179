import { beforeAll, describe, expect, it } from 'vitest';
import { attackForms, attackNames, type ParseAttackOptions, parseAttack } from '../../src/attack/parse-attack.js';
import { parseCriterion } from '../../src/attack/search/criteria.js';
import { UsageError } from '../../src/common/errors.js';
import { loadEagerBackend } from '../../src/compute/engine.js';

beforeAll(async () => {
  await loadEagerBackend();
});

describe('parseAttack', () => {
  it.each(attackNames())('knows %s, with settings for reports', (name) => {
    const attack = parseAttack(name, { gradientSamples: 3 });
    expect(attack.label).toBe(name);
    const { gradient, score } = attack.settings;
    expect(gradient ?? score).toBe(name === 'random' ? undefined : 'expected3');
    expect(attackForms().filter((form) => form.startsWith(`${name}: `)).length).toBe(1);
  });

  it.each<[string, ParseAttackOptions, Record<string, unknown>]>([
    ['fgsm', {}, { gradient: 'expected100', loss: 'ce' }],
    ['iterative', {}, { gradient: 'expected10', loss: 'ce', stepSize: 1 }],
    ['iterative', { stepSize: 0.5 }, { stepSize: 0.5 }],
    ['pgd', {}, { gradient: 'expected10', loss: 'ce', steps: 40 }],
    ['pgd', { steps: 7, restarts: 3, stepSize: 2 }, { steps: 7, restarts: 3, stepSize: 2 }],
    ['eot-pgd', {}, { gradient: 'expected10', loss: 'margin', steps: 500, stepSize: '0.1, from λ 20 on 2.5·λ/steps' }],
    ['apgd', {}, { gradient: 'expected20', loss: 'ce', steps: 100 }],
    ['transfer', {}, { gradient: 'expected100', loss: 'ce' }],
    ['square', { steps: 9 }, { score: 'expected10', loss: 'margin', steps: 9, share: 0.8 }],
  ])('%s %o has the settings %o', (name, options, settings) => {
    expect(parseAttack(name, options).settings).toMatchObject(settings);
  });

  it.each<[string, ParseAttackOptions, string]>([
    ['apgd', { loss: 'dlr' }, 'apgd-dlr'],
    ['pgd', { loss: 'margin' }, 'pgd-margin'],
    ['eot-pgd', { loss: 'ce' }, 'eot-pgd-ce'],
    ['eot-pgd', { loss: 'margin' }, 'eot-pgd'],
    ['fgsm', { loss: 'ce' }, 'fgsm'],
  ])('%s %o is called %s', (name, options, label) => {
    expect(parseAttack(name, options).label).toBe(label);
  });

  it('only transfer asks for the plain network', () => {
    expect(attackNames().filter((name) => parseAttack(name).on === 'plain')).toEqual(['transfer']);
  });

  it.each([
    ['', ''],
    ['FGSM', 'did you mean fgsm? '],
    ['toString', ''],
    ['fgms', 'did you mean fgsm? '],
    ['hammer', ''],
  ])('refuses %j in one line, the most similar name first', (name, meant) => {
    expect(() => parseAttack(name)).toThrow(UsageError);
    const names = attackNames().join(', ');
    expect(() => parseAttack(name)).toThrow(`attack: ${meant}expected one of ${names}, got "${name}"`);
  });

  it.each<[string, ParseAttackOptions, RegExp]>([
    ['fgsm', { gradientSamples: 0.5 }, /^gradient, samples: expected a whole number from 1 to 10000 .*, got 0.5$/],
    ['fgsm', { steps: 5 }, /^attack fgsm takes no number of steps, got 5: pgd, eot-pgd, apgd, square do$/],
    ['iterative', { steps: 5 }, /takes no number of steps/],
    ['apgd', { stepSize: 1 }, /^attack apgd takes no step size, got 1: iterative, pgd, eot-pgd do$/],
    ['random', { loss: 'ce' }, /^attack random takes no loss, got ce/],
    ['eot-pgd', { restarts: 2 }, /takes no number of restarts, got 2: pgd, apgd do$/],
    ['pgd', { steps: 0 }, /^pgd, steps: expected a whole number from 1 to 1000000 .*, got 0$/],
    ['pgd', { restarts: 1.5 }, /^pgd, restarts: expected a whole number from 1 to 1000 .*, got 1.5$/],
    ['square', { steps: -1 }, /^square, queries: expected a whole number from 1 to 1000000 .*, got -1$/],
    ['iterative', { stepSize: 0 }, /^iterative, step size: expected a number above 0, at most 255 .*, got 0$/],
    ['pgd', { stepSize: Number.NaN }, /^pgd, step size: .*, got NaN$/],
    ['apgd', { loss: 'hinge' as 'ce' }, /^loss: expected one of ce, margin, dlr, got "hinge"$/],
  ])('refuses %s %o in one line', (name, options, message) => {
    expect(() => parseAttack(name, options)).toThrow(UsageError);
    expect(() => parseAttack(name, options)).toThrow(message);
  });
});

describe('parseCriterion', () => {
  it.each(['greedy-action', 'worst-action'])('knows %s', (name) => {
    expect(parseCriterion(name).label).toBe(name);
  });

  it('refuses others in one line', () => {
    expect(() => parseCriterion('toString')).toThrow(UsageError);
    expect(() => parseCriterion('best')).toThrow(/^target: expected one of greedy-action, worst-action, got "best"$/);
  });
});
