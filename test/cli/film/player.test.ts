/** Whose actions a film shows: those that evaluations of the agent would take. */
import { expect, it } from 'vitest';
import { openFilm, type SubjectFlags } from '../../../src/cli/film/open-film.js';
import { bundled } from '../../helpers/cli.js';
import { refusal } from '../../helpers/refusal.js';

const flags: SubjectFlags = {
  ...{ run: bundled, checkpoint: 'last', random: false, lambda: '0', attack: 'fgsm', defense: 'none' },
  ...{ gradientSamples: 1, outputSamples: 1, seed: 1 },
};

it.each<[string, Partial<SubjectFlags>, readonly [number, number]]>([
  ['of the agent’s evaluations', {}, [2, 30]], // 5 % of 200
  ['that is given', { exploration: 0 }, [0, 0]],
])('random actions have the share %s', async (_, given, [least, most]) => {
  const [{ environment, player }] = (await openFilm({ ...flags, ...given })).sides;
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

it.each([
  ['none', [0, 8]],
  ['random', [8, 8]],
])(
  'two agents side by side begin at the same start, and explore at the same steps: --versus %s',
  async (versus, lambdas) => {
    const { sides } = await openFilm({ ...flags, versus, lambda: '8', exploration: 0.5 });
    expect(sides.map(({ subject }) => subject.lambda)).toEqual(lambdas);
    expect(sides.map(({ subject }) => subject.attack)).toEqual([versus === 'none' ? 'fgsm' : versus, 'fgsm']);
    for (const { environment } of sides) environment.reset();
    const [left, right] = sides.map(({ environment }) => environment.observation.slice());
    expect(left).toEqual(right);
    const steps: { isRandom: boolean; action: number; delta: number }[][] = [];
    for (const { environment, player } of sides) {
      const played = [];
      for (let step = 0; step < 30; step++) {
        const { action, isRandom, delta } = await player(environment, step);
        played.push({ action, isRandom, delta: Math.max(...Array.from(delta, Math.abs)) });
        environment.step(action);
      }
      steps.push(played);
    }
    const random = steps.map((played) => played.map(({ isRandom, action }) => (isRandom ? action : '–')));
    expect(random[0]).toEqual(random[1]);
    expect(new Set(random[0]).size).toBeGreaterThan(2);
    expect(steps.map((played) => Math.max(...played.map(({ delta }) => delta)))).toEqual(lambdas);
  },
);

it.each<[string, Partial<SubjectFlags>]>([
  ['the attack of --attack', { versus: 'fgsm', lambda: '4' }],
  ['no attack, where none attacks', { versus: 'none', lambda: '0' }],
  ['another attack, where none attacks', { versus: 'random', lambda: '0' }],
])('two sides that are the same are refused: %s', async (_, given) => {
  expect(await refusal(openFilm({ ...flags, ...given }))).toMatch(/^--versus: expected another side .* got /);
});
