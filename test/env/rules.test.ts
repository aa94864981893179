import { describe, expect, it } from 'vitest';
import { parseRules, presetNames, presets, resolveRules } from '../../src/env/presets.js';
import { evaluationRules, expectEffective, type Rules } from '../../src/env/rules.js';

const { dqn2015, baselines, machado2018 } = presets;

describe('rules', () => {
  it.each<[string, Parameters<typeof resolveRules>[0], Rules]>([
    ['nothing given', {}, baselines],
    ['one rule', { frameSkipFrames: 2 }, { ...baselines, frameSkipFrames: 2 }],
    ['a preset', { preset: 'machado2018' }, machado2018],
    ['a preset and a rule', { preset: 'machado2018', clipRewards: false }, { ...machado2018, clipRewards: false }],
    ['no FIRE at the start', { fireReset: 'never' }, { ...baselines, fireReset: 'never', fireAfterLifeLoss: false }],
    [
      'no FIRE, but after a lost life',
      { fireReset: 'never', fireAfterLifeLoss: true },
      { ...baselines, fireReset: 'never' },
    ],
  ])('of an agent trained by those of Baselines, %s', (_, given, expected) => {
    expect(resolveRules(given, baselines)).toEqual(expected);
  });

  it.each([
    [
      { preset: 'machado' },
      'x: preset: expected one of dqn2015, machado2018, ale-v5, baselines, sa-dqn, got "machado"',
    ],
    [
      { stickyProbability: 0.25 },
      'x: "stickyProbability" is not a key of a config; did you mean "stickyActionProbability"?',
    ],
    [{ frameSkipFrames: 0 }, 'x: frameSkipFrames: expected a whole number from 1'],
  ])('refuse %j', (given, message) => {
    expect(() => parseRules(given, 'x')).toThrow(message);
  });

  it('refuse a key without an effect', () => {
    for (const key of ['fireAfterLifeLoss', 'fireBeforeNoOps']) {
      expect(() => expectEffective({ ...dqn2015, [key]: true })).toThrow(`${key}: expected false where fireReset is`);
      expect(expectEffective({ ...dqn2015, [key]: true, fireReset: 'auto' })).toMatchObject({ [key]: true });
    }
  });

  it.each(presetNames)('of the preset %s have an effect, and evaluations play whole games for points', (name) => {
    expect(expectEffective(presets[name])).toBe(presets[name]);
    expect(evaluationRules(presets[name])).toEqual({
      ...presets[name],
      lifeLossEndsEpisode: false,
      clipRewards: false,
    });
  });
});
