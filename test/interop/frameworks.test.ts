import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/agent/config.js';
import { createRandom } from '../../src/common/random.js';
import { createAtari } from '../../src/env/atari.js';
import { openLibrary } from '../../src/env/library.js';
import { evaluationRules, type Rules } from '../../src/env/rules.js';
import { evaluationFacts, type FrameworkName, frameworkNames, frameworks } from '../../src/interop/frameworks.js';
import type { EvaluationFacts, NetworkFacts } from '../../src/interop/network-builder.js';
import type { OutputKind } from '../../src/model/model.js';

const library = await openLibrary();
const configOf = (name: FrameworkName, game: string) => {
  const { rules, evaluationExploration } = frameworks[name];
  return loadConfig({ flags: { ...rules, evaluationExploration, game } });
};

describe.each(frameworkNames)('the rules of %s', (name) => {
  it('are valid for every game, whose actions they choose', () => {
    for (const { id } of library.games) {
      expect(library.actionsOf(id, configOf(name, id)).length).toBeGreaterThan(1);
    }
  });

  it.each(['catch', 'raiders', 'tenpins'])('are played in %s', (game) => {
    const rules = evaluationRules(configOf(name, game));
    const environment = createAtari(library.ale, library.open(game), rules, createRandom(1));
    environment.reset();
    for (let step = 0; step < 20; step++) environment.step(step % environment.actions.length);
    expect(environment.frame.some((pixel) => pixel > 0)).toBe(true);
  });
});

/** Of evaluations, in Pong. */
const expected: Readonly<Record<FrameworkName, Partial<Rules>>> = {
  cleanrl: {
    ...{ preprocessing: 'cleanrl', firstFramePadding: 'repeat', maxNoOpStartFrames: 30, stickyActionProbability: 0 },
    ...{ fireReset: 'always', actionTwoAfterFire: true, fireAfterLifeLoss: true, resetAfterLifeLoss: true },
  },
  sb3: {
    ...{ preprocessing: 'sb3', firstFramePadding: 'zeros', maxNoOpStartFrames: 30, stickyActionProbability: 0 },
    ...{ fireReset: 'always', actionTwoAfterFire: true, fireAfterLifeLoss: true, resetAfterLifeLoss: true },
  },
  pfrl: {
    ...{ preprocessing: 'sb3', firstFramePadding: 'repeat', maxNoOpStartFrames: 30, maxEpisodeFrames: 18_000 },
    ...{ fireReset: 'never', actionTwoAfterFire: false, fireAfterLifeLoss: false, resetAfterLifeLoss: false },
  },
  tianshou: {
    ...{ preprocessing: 'sb3', firstFramePadding: 'repeat', maxNoOpStartFrames: 30, stickyActionProbability: 0 },
    ...{ fireReset: 'always', actionTwoAfterFire: false, fireAfterLifeLoss: false, resetAfterLifeLoss: false },
  },
  'sa-dqn': {
    ...{ preprocessing: 'sb3', cropShiftRows: 10, actions: 4, maxNoOpStartFrames: 30, maxEpisodeFrames: 60_000 },
    ...{ fireReset: 'always', actionTwoAfterFire: true, fireAfterLifeLoss: false, resetAfterLifeLoss: false },
  },
  radial: {
    ...{ preprocessing: 'sb3', cropShiftRows: 10, actions: 4, maxNoOpStartFrames: 30, maxEpisodeFrames: 40_000 },
    ...{ fireReset: 'always', actionTwoAfterFire: true, fireAfterLifeLoss: false, resetAfterLifeLoss: false },
  },
  dopamine: {
    ...{ preprocessing: 'gymnasium', firstFramePadding: 'zeros', maxNoOpStartFrames: 0, stickyActionProbability: 0.25 },
    ...{ fireReset: 'never', resetAfterLifeLoss: false, frameSkipFrames: 4, fullActionSet: false, actions: 'all' },
  },
};

it.each(frameworkNames)('%s plays Pong by its rules', (name) => {
  expect(evaluationRules(configOf(name, 'pong'))).toMatchObject({
    ...{ cropShiftRows: null, actions: 'all', frameSkipFrames: 4 },
    ...expected[name],
    ...{ lifeLossEndsEpisode: false, clipRewards: false },
  });
});

describe('evaluationFacts', () => {
  const rainbow = { preset: 'pfrl', evaluation: { exploration: 0, maxEpisodeFrames: 108_000 } } as const;
  it.each<[FrameworkName | undefined, Partial<NetworkFacts> | undefined, OutputKind, EvaluationFacts]>([
    ['cleanrl', { preset: 'cleanrl' }, 'q-values', { exploration: 0.05 }],
    ['cleanrl', { preset: 'cleanrl' }, 'logits', { exploration: 0, choice: 'sampled' }],
    ['cleanrl', undefined, 'logits', { exploration: 0, choice: 'sampled' }],
    ['sb3', { preset: 'sb3' }, 'q-values', { exploration: 0 }],
    ['sb3', { preset: 'sb3' }, 'logits', { exploration: 0, choice: 'greedy' }],
    ['pfrl', { preset: 'pfrl' }, 'q-values', { exploration: 0.05 }],
    ['pfrl', rainbow, 'q-values', rainbow.evaluation],
    ['sb3', rainbow, 'q-values', { exploration: 0 }],
    ['tianshou', {}, 'q-values', { exploration: 0.005 }],
    ['tianshou', {}, 'logits', { exploration: 0, choice: 'sampled' }],
    ['dopamine', {}, 'q-values', { exploration: 0.001 }],
    [undefined, {}, 'logits', { exploration: 0, choice: 'greedy' }],
    [undefined, undefined, 'q-values', {}],
    [undefined, { evaluation: { exploration: 0.001 } }, 'q-values', { exploration: 0.001 }],
  ])('of %s with a file of %o and %s', (name, facts, outputs, expected) => {
    expect(evaluationFacts(name, facts, outputs)).toEqual(expected);
  });
});
