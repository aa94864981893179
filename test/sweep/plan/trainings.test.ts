import { beforeAll, expect, it } from 'vitest';
import { type Library, openLibrary } from '../../../src/env/library.js';
import { trainingsOf } from '../../../src/sweep/plan/plan-sweep.js';
import { parseSpec } from '../../../src/sweep/spec/spec.js';

let library: Library;
beforeAll(async () => {
  library = await openLibrary();
});
const planned = (training: object) =>
  trainingsOf(parseSpec({ name: 'a', training }, 's').training!, 'folder/s.json', library);

it('trains every game with every combination of varied keys and every seed', () => {
  const found = planned({
    ...{ games: ['Catch', 'SpaceInvaders'], seeds: [3, 4], config: { totalSteps: 1000 } },
    vary: { nStep: [1, 3], optimizer: ['adam', 'radam'] },
  });
  expect(found).toHaveLength(16);
  expect(
    found.map(({ config: { game, seed, nStep, optimizer }, label }) => [game, seed, nStep, optimizer, label]),
  ).toEqual(
    ['catch', 'space_invaders'].flatMap((game) =>
      [1, 3].flatMap((nStep) =>
        ['adam', 'radam'].flatMap((optimizer) =>
          [3, 4].map((seed) => [game, seed, nStep, optimizer, `nStep=${nStep}-optimizer=${optimizer}`]),
        ),
      ),
    ),
  );
  expect(new Set(found.map(({ config }) => config.totalSteps))).toEqual(new Set([1000]));
});

it('trains with the config of the package where none is given', () => {
  const [{ config, label }] = planned({ games: ['Catch'], seeds: [1] }) as [ReturnType<typeof planned>[0]];
  expect([config.algorithm, config.environments, label]).toEqual(['pqn', 32, '']);
});

it.each([
  [{ games: ['Catch'], seeds: [1], config: 'nowhere.json' }, /cannot read .*folder\/nowhere\.json/],
  [{ games: ['Catch'], seeds: [1], config: { totalStep: 5 } }, /s\.json: training\.config: "totalStep" is not a key/],
  [{ games: ['Catch'], seeds: [1], vary: { nStep: [0] } }, /s\.json: training\.vary: nStep: expected/],
])('refuses %j', (training, message) => {
  expect(() => planned(training)).toThrow(message);
});
