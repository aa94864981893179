import { describe, expect, it } from 'vitest';
import { samplesOf } from '../../../src/attack/parse-attacks.js';
import { type AdversaryNames, adversaryOf } from '../../../src/evaluation/players/adversary.js';

const names = (changes: Partial<AdversaryNames>): AdversaryNames => ({
  attacks: ['fgsm'],
  gradientSamples: [null],
  attackChoices: {},
  attackOn: 'self',
  defenses: ['sap100'],
  defenseOptions: {},
  outputSamples: 2,
  ...changes,
});

describe('attacks by name', () => {
  it('are made once for each number of draws, those that draw nothing once', () => {
    const { attacks } = adversaryOf(
      names({ attacks: ['fgsm', 'random', 'transfer', 'square'], gradientSamples: [1, 10, 100] }),
    );
    const listed = attacks.map(({ label, gradientSamples }) => `${label} ${gradientSamples}`);
    expect(listed.toSorted()).toEqual([
      ...['fgsm 1', 'fgsm 10', 'fgsm 100', 'random null', 'square 1', 'square 10', 'square 100', 'transfer null'],
    ]);
  });

  it.each([
    ['fgsm', 100],
    ['fgsm:samples=7', 7],
    ['square:samples=3', 3],
    ['transfer', null],
    ['random', null],
  ])('draw of the defense: %s', (text, draws) => {
    expect(samplesOf(adversaryOf(names({ attacks: [text] })).attacks[0]!)).toBe(draws);
  });

  it('leave out no defense, and name none twice', () => {
    expect(adversaryOf(names({ defenses: ['none', 'sap100', 'dwp50'] })).defenses.map(({ label }) => label)).toEqual([
      'sap100',
      'dwp50',
    ]);
    expect(() => adversaryOf(names({ defenses: ['sap100', 'sap100'] }))).toThrow('expected each once, got "sap100"');
  });
});
