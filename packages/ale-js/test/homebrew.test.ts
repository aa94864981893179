import { describe, expect, test } from 'vitest';
import { homebrew, homebrewGames } from '../src/homebrew.js';
import { checkGame, createALE, createVectorEnvironment, md5 } from '../src/node.js';

const names = Object.keys(homebrew) as (keyof typeof homebrew)[];

test('every entry of the table has its image, and is valid', () => {
  expect(homebrewGames.map(({ id }) => id).sort()).toEqual(names);
  for (const entry of homebrewGames) {
    expect(checkGame(entry)).toEqual(entry);
    expect(entry.md5).toEqual([md5(homebrew[entry.id as keyof typeof homebrew].rom)]);
  }
});

describe.each(names)('%s', (name) => {
  test('plays in createALE', async () => {
    const ale = await createALE({ ...homebrew[name], settings: { random_seed: 1 } });
    expect(ale.game.id).toBe(name);
    const actions = ale.getMinimalActionSet();
    for (let i = 0; i < 100; i++) ale.act(actions[i % actions.length]!);
    expect(ale.getFrameNumber()).toBe(100);
  });

  test('plays in createVectorEnvironment', async () => {
    const environment = await createVectorEnvironment({ ...homebrew[name], numEnvs: 2, seed: 1 });
    environment.reset();
    expect(environment.step([1, 2]).info.episodeLengths).toEqual(Int32Array.of(1, 1));
  });
});
