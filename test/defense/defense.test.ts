import { describe, expect, it } from 'vitest';
import { defend, none } from '../../src/defense/defense.js';
import { parseDefense } from '../../src/defense/parse-defense.js';
import { sap } from '../../src/defense/sap.js';
import { UsageError } from '../../src/errors.js';
import { createModel } from '../../src/model.js';

const plain = createModel(() => {
  throw new Error('not run here');
}, []);

describe('defend', () => {
  it('of nothing is no defence', () => {
    expect(defend()).toBe(none);
    expect(defend(none, none)).toBe(none);
    expect(none(plain)).toBe(plain);
  });

  it('of one is that one', () => {
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
  ])('reads %s', (text, label) => {
    expect(parseDefense(text).label).toBe(label);
  });

  it('passes options on', () => {
    expect(parseDefense('sap100', { backward: 'identity' }).label).toBe('sap100-identity');
  });

  it.each([
    ['sap0', /expected sap<k> \(.*k > 0\), got 'sap0'/],
    ['sap', /got 'sap'/],
    ['sap-5', /got 'sap-5'/],
    ['sap1e2', /got 'sap1e2'/],
    ['sapling', /expected one of none: .*; sap<k>: .*, got 'sapling'/],
    ['', /expected one of none: .*, got ''/],
    ['100', /got '100'/],
    ['none5', /expected none/],
    ['constructor', /got 'constructor'/],
    ['sap100+', /got ''/],
  ])('refuses %j in one line', (text, message) => {
    expect(() => parseDefense(text)).toThrow(UsageError);
    expect(() => parseDefense(text)).toThrow(message);
  });
});
