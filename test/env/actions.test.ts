import { aleGames, findGame } from 'ale-js';
import { describe, expect, it } from 'vitest';
import { agentActions } from '../../src/env/actions.js';
import type { Rules } from '../../src/env/rules.js';

const actionsOf = (name: string, actions: Rules['actions'], fullActionSet = false) =>
  agentActions(findGame(aleGames, name), { actions, fullActionSet });

describe('the actions of an agent', () => {
  it.each<[string, Rules['actions'], boolean, string[]]>([
    ['Pong', 'all', false, ['NOOP', 'FIRE', 'RIGHT', 'LEFT', 'RIGHTFIRE', 'LEFTFIRE']],
    ['Pong', 4, false, ['NOOP', 'FIRE', 'RIGHT', 'LEFT']],
    ['Pong', 4, true, ['NOOP', 'FIRE', 'UP', 'RIGHT']],
    ['RoadRunner', 6, false, ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN']],
    ['BankHeist', 6, false, ['NOOP', 'FIRE', 'UP', 'RIGHT', 'LEFT', 'DOWN']],
    ['Pong', 'LEFT,NOOP', false, ['LEFT', 'NOOP']],
    ['Pong', 'UP,NOOP', false, ['UP', 'NOOP']],
  ])('%s, %j, full set %j', (game, actions, full, expected) => {
    expect(actionsOf(game, actions, full)).toEqual(expected);
  });

  it.each<[string, Rules['actions'], string]>([
    ['Pong', 7, 'actions: expected at most the 6 of Pong (NOOP, FIRE, RIGHT, LEFT, RIGHTFIRE, LEFTFIRE), got 7'],
    ['Pong', 'NOOP,JUMP', 'or others of NOOP, FIRE, UP, RIGHT'],
    ['Pong', 'NOOP,JUMP', 'got "JUMP"'],
    ['Skiing', 'FIRE', 'got "FIRE"'],
    ['Pong', 'NOOP,NOOP', 'actions: expected each action once, got "NOOP" twice'],
  ])('of %s cannot be %j', (game, actions, message) => {
    expect(() => actionsOf(game, actions)).toThrow(message);
  });
});
