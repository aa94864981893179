import { describe, expect, it } from 'vitest';
import { attacksOn, sharedName, sharedNotes } from '../../../src/evaluation/report/same-outputs.js';

const on = (agent: string, attack = 'fgsm') => ({ agent, attack });

describe('agents with the same outputs', () => {
  it('have the name without a suffix where one of them has it', () => {
    expect(sharedName([on('sap100-identity'), on('sap100')])).toBe('sap100');
    expect(sharedName([on('sap100-identity'), on('sap100-through-scale')])).toBe('sap100-identity');
  });

  it('are attacked by all that was tried on any of them', () => {
    expect(attacksOn([on('sap100'), on('sap100', 'pgd'), on('sap100-identity'), on('sap100')])).toEqual([
      'fgsm',
      'pgd',
      'fgsm on sap100-identity',
    ]);
  });

  it('are named in a note, others are not', () => {
    expect(sharedNotes(['plain', 'sap100', 'dwp50', 'sap100-identity', 'sap100'])).toEqual([
      'The worst case of sap100 includes the attacks on sap100-identity: the same agent with other gradients.',
    ]);
    expect(sharedNotes(['plain', 'sap100', 'sap100-bernoulli', 'sap50-identity'])).toEqual([]);
  });
});
