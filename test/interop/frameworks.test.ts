import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/agent/config.js';
import { createRandom } from '../../src/common/random.js';
import { createAtari } from '../../src/env/atari.js';
import { openLibrary } from '../../src/env/library.js';
import { evaluationRules, type Rules } from '../../src/env/rules.js';
import { type FrameworkName, frameworkNames, frameworks } from '../../src/interop/frameworks.js';

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
