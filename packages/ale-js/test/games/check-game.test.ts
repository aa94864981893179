import { describe, expect, test } from 'vitest';
import { checkGame } from '../../src/games/check-game.js';
import { aleGames } from '../../src/games/game-table.js';

const small = {
  id: 'catch_it2d',
  md5: ['00112233445566778899aabbccddeeff'],
  minimalActions: ['NOOP', 'RIGHT', 'LEFT'],
  rules: {
    reset: { reward: 0, terminal: 0, score: 0 },
    step: [
      ['delta', ['-', ['ram', 0x80], ['ram', 0x81]]],
      ['terminal', ['==', ['ram', 0x82], 20]],
    ],
    reward: 'reward',
    terminal: 'terminal',
    lives: ['if', 'terminal', 0, 1],
  },
};

describe('every ALE game passes the check unchanged', () => {
  test('there are 104, with different ids and MD5s', () => {
    expect(aleGames).toHaveLength(104);
    expect(new Set(aleGames.map(({ id }) => id)).size).toBe(104);
    expect(new Set(aleGames.flatMap(({ md5 }) => md5)).size).toBe(104);
  });

  test.each(aleGames.map((game) => [game.id, game] as const))('%s', (_id, game) => {
    expect(checkGame(game)).toEqual(game);
    const { name: _name, paddles: _paddles, ...rest } = game;
    expect(checkGame(rest)).toEqual(game);
  });
});

test('a small entry gets the defaults', () => {
  expect(checkGame(small)).toMatchObject({
    name: 'CatchIt2D',
    paddles: false,
    screen: { format: 'NTSC', width: 160, height: 210 },
    modes: [0],
    defaultMode: 0,
    difficulties: [0],
    modeProgram: [],
    startingActions: [],
    livesAtConstruction: 1,
    cart: { type: 'AUTO-DETECT', height: 210 },
    rules: { unsaved: [] },
  });
});

describe('refused entries and their errors', () => {
  const rules = small.rules;
  test.each([
    [7, 'game table entry: expected an object, got 7'],
    [{ ...small, id: 'Catch!' }, 'game Catch!, id: expected lower-case letters, digits and underscores, got "Catch!"'],
    [{ ...small, md5: 'abc' }, 'game catch_it2d, md5: expected a list of 32 lower-case hex digits each, got "abc"'],
    [{ ...small, rules: undefined }, 'game catch_it2d, rules, reset: expected an object of integers, got undefined'],
    [
      { ...small, minimalActions: ['JUMP'] },
      'game catch_it2d, minimalActions: expected a list of action names, got ["JUMP"]',
    ],
    [
      { ...small, minimalActions: ['NOOP', 'LEFT', 'RIGHT'] },
      'game catch_it2d, minimalActions: expected legal actions, each once, in the order of their numbers, got ["NOOP","LEFT","RIGHT"]',
    ],
    [{ ...small, color: 1 }, /^game catch_it2d: unknown key "color";.* expected one of id, name, /],
    [{ ...small, cart: { type: 'F9' } }, /^game catch_it2d, cart, type: expected one of AUTO-DETECT, .*, got "F9"$/],
    [{ ...small, settings: { paddle: 3 } }, 'game catch_it2d, settings: expected integer settings, got "paddle"'],
    [{ ...small, defaultMode: 3 }, 'game catch_it2d, defaultMode: expected one of modes, got 3'],
    [
      { ...small, rules: { ...rules, lives: 'life' } },
      'game catch_it2d, rules.lives: unknown variable "life"; expected one of reward, terminal, score',
    ],
    [
      { ...small, rules: { ...rules, step: [['score', ['ram', 3]]] } },
      'game catch_it2d, rules.step[0][ram]: expected an address in 128…255, got 3',
    ],
    [
      { ...small, modeProgram: [['press', 3]] },
      'game catch_it2d, modeProgram[0]: expected a statement, got ["press",3]',
    ],
  ])('case %#', (entry, message) => {
    expect(() => checkGame(entry)).toThrow(message);
  });

  test('keys that start with an underscore are ignored', () => {
    expect(() => checkGame({ ...small, _about: 'our own' })).not.toThrow();
  });
});
