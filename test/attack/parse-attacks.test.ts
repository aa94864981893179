import { describe, expect, it } from 'vitest';
import { parseAttacks } from '../../src/attack/parse-attacks.js';
import { UsageError } from '../../src/common/errors.js';

describe('parseAttacks', () => {
  it.each<[string, string, object]>([
    ['fgsm', 'fgsm', { gradient: 'expected100' }],
    ['pgd:steps=7', 'pgd:steps=7', { steps: 7, gradient: 'expected10' }],
    [
      'eot-pgd:steps=5:step-size=0.5:samples=3',
      'eot-pgd:steps=5:step-size=0.5:samples=3',
      { stepSize: 0.5, gradient: 'expected3' },
    ],
    // the loss is in the attack's own name
    ['apgd:loss=dlr:restarts=2', 'apgd-dlr:restarts=2', { loss: 'dlr', restarts: 2 }],
  ])('reads %s', (text, label, settings) => {
    const [named] = parseAttacks([text]);
    expect(named!.label).toBe(label);
    expect(named!.attack.settings).toMatchObject(settings);
  });

  it('gives options to those attacks that take them; what stands behind a name comes first', () => {
    const attacks = parseAttacks(['fgsm', 'pgd', 'pgd:steps=3'], { steps: 9, gradientSamples: 2 });
    expect(attacks.map(({ attack }) => attack.settings.steps)).toEqual([undefined, 9, 3]);
    expect(attacks.map(({ attack }) => attack.settings.gradient)).toEqual(['expected2', 'expected2', 'expected2']);
  });

  it.each<[string[], object, RegExp]>([
    [
      ['hammer'],
      {},
      /^attack: expected one of .*, got "hammer"; attacks of your own need --plugin, or registerAttack$/,
    ],
    [['fgsm', 'random'], { steps: 4 }, /takes no number of steps, got 4/],
    [
      ['pgd:stps=4'],
      {},
      /^attack: did you mean steps\? expected .* with an option of loss, steps, .*, got "stps=4" in "pgd:stps=4"/,
    ],
    [['pgd:steps'], {}, /got "steps" in "pgd:steps"/],
    [['pgd:steps=x'], {}, /got "steps=x"/],
    [
      ['pgd:steps=2:samples=4:steps=3'],
      {},
      /^attack: expected each option once, got steps twice in "pgd:steps=2:samples=4:steps=3"$/,
    ],
    [['pgd:steps=0'], {}, /^pgd, steps: expected a whole number from 1 to 1000000 .*, got 0$/],
    [['pgd:loss=happiness'], {}, /loss: expected one of ce, margin, dlr, got "happiness"/],
    [
      ['random:samples=5'],
      {},
      /^attack random takes no Monte Carlo samples of a defense, got samples=5: leave it out$/,
    ],
    [['fgsm', 'transfer:samples=5'], {}, /^attack transfer takes no Monte Carlo samples of a defense/],
    [['fgsm:steps=3'], {}, /attack fgsm takes no number of steps/],
  ])('refuses %j with %j in one line', (texts, options, message) => {
    expect(() => parseAttacks(texts, options)).toThrow(UsageError);
    expect(() => parseAttacks(texts, options)).toThrow(message);
  });
});
