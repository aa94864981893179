import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/common/errors.js';
import { defend, none } from '../../src/defense/defense.js';
import { type DefenseOptions, parseDefense } from '../../src/defense/parse-defense.js';
import { sap } from '../../src/defense/sap.js';
import { createModel } from '../../src/model/create-model.js';

const plain = createModel(() => {
  throw new Error('not run here');
}, []);

describe('defend', () => {
  it('without defenses is none', () => {
    expect(defend()).toBe(none);
    expect(defend(none, none)).toBe(none);
    expect(none(plain)).toBe(plain);
  });

  it('of one defense is that defense', () => {
    const one = sap({ percent: 100 });
    expect(defend(none, one)).toBe(one);
  });

  it('composes, the first innermost', () => {
    const both = defend(sap({ percent: 100 }), sap({ percent: 50 }));
    expect(both.label).toBe('sap100+sap50');
    expect(both(plain).label).toBe('sap100+sap50');
  });
});

describe('parseDefense', () => {
  it.each([
    ['none', 'none'],
    ['sap100', 'sap100'],
    ['sap12.5', 'sap12.5'],
    ['none+sap50', 'sap50'],
    ['sap100+sap50', 'sap100+sap50'],
    ['sap100-bernoulli', 'sap100-bernoulli'],
    ['sap80-multinomial-detached', 'sap80'],
    ['sap100-bernoulli-through-scale', 'sap100-bernoulli-through-scale'],
    ['dropout0.1', 'dropout0.1'],
    ['dropout.1', 'dropout0.1'],
    ['rna0.5', 'rna0.5'],
    ['rsa.5', 'rsa0.5'],
    ['rnw.01', 'rnw0.01'],
    ['rsw0.2', 'rsw0.2'],
    ['dwp90', 'dwp90'],
    ['dwp100', 'dwp100'],
    ['swp1000', 'swp1000'],
    ['swp500-bernoulli', 'swp500-bernoulli'],
    ['dwp50+rnw0.01+sap100', 'dwp50+rnw0.01+sap100'],
  ])('reads %s', (text, label) => {
    expect(parseDefense(text).label).toBe(label);
  });

  it('passes options to the defenses that take them; options in a name have priority', () => {
    const options = { backward: 'identity', sampler: 'bernoulli' } as const;
    expect(parseDefense('sap100+swp500+rna0.1', options).label).toBe(
      'sap100-bernoulli-identity+swp500-bernoulli+rna0.1',
    );
    expect(parseDefense('sap100-multinomial', options).label).toBe('sap100-identity');
    expect(parseDefense('sap100-detached', options).label).toBe('sap100-bernoulli');
  });

  it('parses every label that it gives', () => {
    const size = fc.double({ min: 0.001, max: 1000, noNaN: true }).filter((value) => /^[\d.]+$/.test(String(value)));
    const share = size.map((value) => value / 1001).filter((value) => /^[\d.]+$/.test(String(value)));
    const part = fc.oneof(
      fc.tuple(fc.constantFrom('sap', 'swp', 'rna', 'rsa', 'rnw', 'rsw'), size).map(([name, s]) => `${name}${s}`),
      fc.tuple(fc.constantFrom('dropout', 'dwp'), share).map(([name, s]) => `${name}${s}`),
    );
    const options = fc.record({
      sampler: fc.constantFrom('multinomial', 'bernoulli'),
      backward: fc.constantFrom('detached', 'identity', 'through-scale'),
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), options, (parts, given) => {
        const { label } = parseDefense(parts.join('+'), given as DefenseOptions);
        expect(parseDefense(label).label).toBe(label);
        expect(parseDefense(label)(plain).label).toBe(label);
      }),
    );
  });

  it.each([
    ['sap0', /expected sap<k> \(.*0 < k ≤ 10000\), got "sap0"/],
    ['sap10001', /0 < k ≤ 10000\), got "sap10001"/],
    ['rnw1001', /0 < s ≤ 1000\), got "rnw1001"/],
    ['sap', /got "sap"/],
    ['sap-5', /got "sap-5"/],
    ['sap1e2', /got "sap1e2"/],
    ['sapling', /expected one of none, sap<k>, .*, got "sapling"/],
    ['', /expected one of none, .*, got ""/],
    ['100', /got "100"/],
    ['mine1', /^defense: expected one of none, .*, got "mine1"; defenses of your own need --plugin/],
    ['spa100', /^defense: did you mean sap100\? expected one of/],
    ['none5', /expected one of none, .*, got "none5"/],
    ['sap100-dice', /expected sap<k>.*got "sap100-dice"/],
    ['sap100-identity-bernoulli', /got "sap100-identity-bernoulli"/],
    ['dropout0', /expected dropout<rate> \(.*0 < rate < 1\), got "dropout0"/],
    ['dropout1', /got "dropout1"/],
    ['dropout0.1-bernoulli', /got "dropout0.1-bernoulli"/],
    ['rna0', /expected rna<s> \(.*0 < s ≤ 1000\)/],
    ['rnw-0.1', /expected rnw<s>/],
    ['rsw0.00000001', /expected rsw<s>/],
    ['dwp101', /expected dwp<k> \(.*≤ 100\)/],
    ['swp500-identity', /expected swp<k>/],
    ['constructor', /got "constructor"/],
    ['sap100+', /got ""/],
  ])('refuses %j in one line', (text, message) => {
    expect(() => parseDefense(text)).toThrow(UsageError);
    expect(() => parseDefense(text)).toThrow(message);
  });
});
