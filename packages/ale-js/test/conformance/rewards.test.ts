import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type RewardsFile, runRewards } from '../../src/conformance/rewards.js';
import { aleGames } from '../../src/games/game-table.js';

const folder = new URL('../../data/conformance/rewards/', import.meta.url);

describe('rewards, terminals and lives equal the reference', () => {
  test('every game has a recording', () => {
    const recorded = readdirSync(folder).map((name) => name.replace('.json', ''));
    expect(recorded.sort()).toEqual(aleGames.map(({ id }) => id).sort());
    expect(recorded).toHaveLength(104);
  });

  test.each(aleGames.map((game) => [game.id, game] as const))('%s', (id, game) => {
    const file = JSON.parse(readFileSync(new URL(`${id}.json`, folder), 'utf8')) as RewardsFile;
    expect(file.steps.length).toBe(200);
    expect(runRewards(file, game)).toBeUndefined();
  });
});
