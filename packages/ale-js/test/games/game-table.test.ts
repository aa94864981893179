import { describe, expect, test } from 'vitest';
import { legalActions } from '../../src/games/choices.js';
import { aleGames, cartOfMd5, findGame, gameOfRom, gameTable } from '../../src/games/game-table.js';

const bowling = aleGames.find(({ id }) => id === 'bowling')!;

describe('the game of a ROM', () => {
  test.each([
    ['by its sum', bowling.md5[0]!, 'whatever.rom', 'bowling'],
    ['by its name', 'x', '/roms/Bowling.A26', 'bowling'],
    ['by its name, Windows path', 'x', 'C:\\roms\\ms_pacman.bin', 'ms_pacman'],
    ['the first in table order wins, by name or by sum', bowling.md5[0]!, 'asterix.bin', 'asterix'],
    ['the first in table order wins, the other way round', bowling.md5[0]!, 'pong.bin', 'bowling'],
    ['none', 'x', 'nothing.bin', undefined],
  ])('%s', (_what, md5, path, id) => expect(gameOfRom(aleGames, md5, path)?.id).toBe(id));
});

test('properties are found by MD5 alone', () => {
  const pong = aleGames.find(({ id }) => id === 'pong')!;
  expect(cartOfMd5(aleGames, pong.md5[0]!)).toMatchObject({ left: 'PADDLES', swapPaddles: true });
  expect(cartOfMd5(aleGames, 'x')).toMatchObject({ left: 'JOYSTICK', swapPaddles: false, ystart: 34, height: 210 });
});

test.each(['bc24440b59092559a1ec26055fd1270e', '75ee371ccfc4f43e7d9b8f24e1266b55'])(
  '%s has its banks swapped',
  (md5) => {
    expect(cartOfMd5(aleGames, md5)).toMatchObject({ type: 'F8 swapped', height: 210 });
  },
);

test.each(['ms_pacman', 'MsPacman', 'mspacman', 'ALE/MsPacman-v5'])('%s names Ms. Pac-Man', (name) => {
  expect(findGame(aleGames, name).id).toBe('ms_pacman');
});

test.each([
  ["Montezuma's Revenge", 'montezuma_revenge'],
  ["Yar's Revenge", 'yars_revenge'],
  ['3D Tic-Tac-Toe', 'tic_tac_toe_3d'],
  ['3-D Tic-Tac-Toe', 'tic_tac_toe_3d'],
  ['Pitfall II', 'pitfall2'],
  ['roms/pong.bin', 'pong'],
  ['PongNoFrameskip-v4', 'pong'],
])('%s is %s', (name, id) => {
  expect(findGame(aleGames, name).id).toBe(id);
});

test('every game is found by its id and by its name, and by no other game’s', () => {
  for (const { id, name } of aleGames) {
    expect(findGame(aleGames, id).id).toBe(id);
    expect(findGame(aleGames, name).id).toBe(id);
  }
});

test('all games allow all 18 actions, but for two without FIRE, as getLegalActionSet of ALE 0.12.1 says', () => {
  const fewer = aleGames.filter((game) => legalActions(game).length < 18);
  expect(fewer.map((game) => [game.id, legalActions(game)])).toEqual([
    ['lost_luggage', [0, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['skiing', [0, 2, 3, 4, 5, 6, 7, 8, 9]],
  ]);
});

test('an unknown name is refused with the closest one', () => {
  expect(() => findGame(aleGames, 'Bowlling')).toThrow(
    '"Bowlling" is not one of the 104 known games; did you mean "Bowling"?',
  );
  expect(() => findGame(aleGames, 'x')).toThrow(
    '"x" is not one of the 104 known games; pass its rules in the option `games`',
  );
  expect(() => findGame(aleGames, '')).toThrow('"" is not one of the 104 known games; pass its rules');
});

test("further games follow ALE's and need ids of their own", () => {
  const { name: _name, ...entry } = { ...bowling, id: 'bowling_green', md5: [] };
  expect(gameTable([entry]).at(-1)).toMatchObject({ id: 'bowling_green', name: 'BowlingGreen' });
  expect(() => gameTable([bowling])).toThrow('game "bowling": this id is in the table already; choose another');
});
