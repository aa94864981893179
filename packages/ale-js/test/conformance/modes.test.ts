import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ModesFile, runModeCase } from '../../src/conformance/modes.js';
import { aleGames, findGame } from '../../src/games/game-table.js';

const url = new URL('../../data/conformance/modes.json', import.meta.url);
const { games } = JSON.parse(readFileSync(url, 'utf8')) as ModesFile;
const cases = Object.entries(games).flatMap(([id, list]) => list.map((one) => [id, one.mode, one] as const));

test('all recorded cases are here', () => expect(cases).toHaveLength(211));

test.each(cases)('%s mode %i makes the calls of the reference', (id, _mode, one) => {
  expect(runModeCase(one, findGame(aleGames, id))).toBeUndefined();
});
