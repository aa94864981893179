/** Whose actions a film shows: those that evaluations of the agent would take. */
import { expect, it } from 'vitest';
import { openFilm, type SubjectFlags } from '../../../src/cli/film/open-film.js';
import { bundled } from '../../helpers/cli.js';

const flags: SubjectFlags = {
  ...{ run: bundled, checkpoint: 'last', random: false, lambda: '0', attack: 'fgsm', defense: 'none' },
  ...{ gradientSamples: 1, outputSamples: 1, seed: 1 },
};

it.each<[string, Partial<SubjectFlags>, readonly [number, number]]>([
  ['of the agent’s evaluations', {}, [2, 30]], // 5 % of 200
  ['that is given', { exploration: 0 }, [0, 0]],
])('random actions have the share %s', async (_, given, [least, most]) => {
  const { environment, player } = await openFilm({ ...flags, ...given });
  environment.reset();
  let random = 0;
  for (let step = 0; step < 200; step++) {
    const { action, isRandom } = await player(environment, step);
    random += Number(isRandom);
    environment.step(action);
  }
  expect(random).toBeGreaterThanOrEqual(least);
  expect(random).toBeLessThanOrEqual(most);
});
