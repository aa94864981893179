import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { gameRulesOf, givenRules, type RulesFlags } from '../../../src/cli/options/parse/given-rules.js';
import { addRulesOptions } from '../../../src/cli/options/rules-options.js';
import { ruleKeys } from '../../../src/env/rules.js';

/** Every flag that sets a rule. */
const flags: Record<string, object> = {
  '--preset ale-v5': { preset: 'ale-v5' },
  '--sticky 0.25': { stickyActionProbability: 0.25 },
  '--actions full': { fullActionSet: true, actions: 'all' },
  '--actions minimal': { fullActionSet: false, actions: 'all' },
  '--actions 4': { actions: 4 },
  '--actions noop,FIRE': { actions: 'NOOP,FIRE' },
  '--game-mode 2': { gameMode: 2 },
  '--difficulty 1': { difficulty: 1 },
  '--frame-skip 5': { frameSkipFrames: 5 },
  '--noop-max 0': { maxNoOpStartFrames: 0 },
  '--max-frames 18000': { maxEpisodeFrames: 18_000 },
  '--life-loss-ends': { lifeLossEndsEpisode: true },
  '--no-life-loss-ends': { lifeLossEndsEpisode: false },
  '--clip-rewards': { clipRewards: true },
  '--no-clip-rewards': { clipRewards: false },
  '--fire-reset auto': { fireReset: 'auto' },
  '--fire-after-life-loss': { fireAfterLifeLoss: true },
  '--no-fire-after-life-loss': { fireAfterLifeLoss: false },
  '--fire-before-noops': { fireBeforeNoOps: true },
  '--no-fire-before-noops': { fireBeforeNoOps: false },
  '--action-two-after-fire': { actionTwoAfterFire: true },
  '--no-action-two-after-fire': { actionTwoAfterFire: false },
  '--reset-after-life-loss': { resetAfterLifeLoss: true },
  '--no-reset-after-life-loss': { resetAfterLifeLoss: false },
  '--preprocess sb3': { preprocessing: 'sb3' },
  '--crop -3': { cropShiftRows: -3 },
  '--first-frame-padding repeat': { firstFramePadding: 'repeat' },
};

function parsed(text: string, training = true): RulesFlags {
  const command = addRulesOptions(new Command().exitOverride().configureOutput({ writeErr: () => {} }), 'x', {
    training,
  });
  return command.parse(text.split(' ').filter(Boolean), { from: 'user' }).opts();
}

describe('the flags of rules', () => {
  it.each(Object.entries(flags))('%s', (text, rules) => {
    expect(givenRules(parsed(text))).toEqual(rules);
  });

  it('set every rule', () => {
    const keys = Object.values(flags).flatMap((rules) => Object.keys(rules));
    expect([...new Set(keys)].sort()).toEqual(['preset', ...ruleKeys].sort());
  });

  it('give nothing where they are not given', () => {
    expect(givenRules(parsed(''))).toEqual({});
    expect(gameRulesOf(parsed(''))).toEqual({});
    expect(gameRulesOf(parsed('--sticky 0'))).toEqual({ gameRules: { stickyActionProbability: 0 } });
  });

  it('are those of a Gymnasium id, unless a preset is given', () => {
    expect(givenRules({}, 'ALE/Pong-v5')).toEqual({ preset: 'ale-v5' });
    expect(givenRules({ sticky: 0.1 }, 'PongNoFrameskip-v4')).toEqual({
      ...{ preset: 'ale-v5', stickyActionProbability: 0.1, frameSkipFrames: 1 },
    });
    expect(givenRules({ preset: 'baselines' }, 'PongNoFrameskip-v4')).toEqual({ preset: 'baselines' });
    expect(givenRules({}, 'Pong')).toEqual({});
  });

  it('that act in training only are flags of train only', () => {
    expect(() => parsed('--clip-rewards', false)).toThrow("unknown option '--clip-rewards'");
    expect(() => parsed('--no-life-loss-ends', false)).toThrow('unknown option');
  });

  it.each([
    '--actions 0',
    '--actions 19',
    '--actions all,',
    '--crop 200',
    '--preprocess cv2',
    '--sticky 2',
    '--preset paper',
    '--frame-skip 0',
    '--difficulty 4',
    '--game-mode hard',
    '--fire-reset on',
  ])('refuse %s', (text) => {
    expect(() => parsed(text)).toThrow(/expected/);
  });
});
