import { describe, expect, it } from 'vitest';
import { parseRules, presetNames, presets, resolveRules } from '../../src/env/presets.js';
import { evaluationRules, expectEffective, type Rules } from '../../src/env/rules.js';

const { dqn2015, baselines, machado2018 } = presets;
const withoutFire = { fireReset: 'never', actionTwoAfterFire: false } as const;

describe('rules', () => {
  it.each<[string, Parameters<typeof resolveRules>[0], Rules]>([
    ['nothing given', {}, baselines],
    ['one rule', { frameSkipFrames: 2 }, { ...baselines, frameSkipFrames: 2 }],
    ['a preset', { preset: 'machado2018' }, machado2018],
    ['a preset and a rule', { preset: 'machado2018', clipRewards: false }, { ...machado2018, clipRewards: false }],
    ['no FIRE at the start', { fireReset: 'never' }, { ...baselines, ...withoutFire, fireAfterLifeLoss: false }],
    [
      'no FIRE, but after a lost life',
      { fireReset: 'never', fireAfterLifeLoss: true },
      { ...baselines, ...withoutFire },
    ],
  ])('of an agent trained by those of Baselines, %s', (_, given, expected) => {
    expect(resolveRules(given, baselines, 'pong')).toEqual(expected);
  });

  it.each<[object, string]>([
    [
      { preset: 'machado' },
      'x: preset: expected one of dqn2015, machado2018, ale-v5, baselines, sa-dqn, got "machado"',
    ],
    [
      { stickyProbability: 0.25 },
      'x: "stickyProbability" is not a key of a config; did you mean "stickyActionProbability"?',
    ],
    [{ frameSkipFrames: 0 }, 'x: frameSkipFrames: expected a whole number from 1'],
    ...[0, 19, 'noop', 'NOOP,', 'NOOP FIRE', ['NOOP'], null].map((actions): [object, string] => [
      { actions },
      'x: actions: expected "all", a whole number of actions from 1 to 18, or names such as "NOOP,FIRE,LEFT", got ',
    ]),
    [{ cropShiftRows: 129 }, 'x: cropShiftRows: expected a whole number from -128 to 128'],
    [
      { preprocessing: 'cv2' },
      'x: preprocessing: expected one of ale, gymnasium, sb3, cleanrl, gymnasium-rgb, got "cv2"',
    ],
  ])('refuse %j', (given, message) => {
    expect(() => parseRules(given, 'x')).toThrow(message);
  });

  it('refuse a key without an effect', () => {
    for (const key of ['fireAfterLifeLoss', 'fireBeforeNoOps', 'actionTwoAfterFire']) {
      expect(() => expectEffective({ ...dqn2015, [key]: true })).toThrow(`${key}: expected false where fireReset is`);
      expect(expectEffective({ ...dqn2015, [key]: true, fireReset: 'auto' })).toMatchObject({ [key]: true });
    }
  });

  it('refuse a crop of the picture that ALE resizes', () => {
    expect(() => expectEffective({ ...dqn2015, cropShiftRows: 0 })).toThrow(
      'cropShiftRows: expected null where preprocessing is "ale", got 0; set preprocessing to "sb3"',
    );
  });

  it.each([
    ['pong', 10, 4],
    ['road_runner', 20, 6],
    ['bank_heist', 0, 6],
    ['freeway', 0, 'all'],
    ['bowling', 0, 'all'],
  ])('of SA-DQN depend on the game: %s', (game, cropShiftRows, actions) => {
    expect(resolveRules({ preset: 'sa-dqn' }, dqn2015, game)).toEqual({
      ...presets['sa-dqn'],
      cropShiftRows,
      actions,
    });
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
