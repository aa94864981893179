/** What a game offers: its actions, modes and difficulties. */
import { actionNames, actionNumber } from '../console/actions.js';
import { AleError } from '../errors.js';
import type { Game } from './game.js';

/** Returns ALE's numbers of the actions that a game allows, in ascending order. */
export function legalActions({ illegalActions }: Game): number[] {
  return actionNames.filter((name) => !illegalActions.includes(name)).map(actionNumber);
}

/** Returns ALE's numbers of the legal actions that a game needs, in ascending order. */
export function minimalActions(game: Game): number[] {
  const minimal = game.minimalActions.map(actionNumber);
  return legalActions(game).filter((action) => minimal.includes(action));
}

/** @throws AleError `unknown-mode` */
export function expectMode(game: Game, mode: number): void {
  expectOneOf(game, 'mode', mode, game.modes);
}

/** @throws AleError `unknown-difficulty` */
export function expectDifficulty(game: Game, difficulty: number): void {
  expectOneOf(game, 'difficulty', difficulty, game.difficulties);
}

function expectOneOf({ id }: Game, key: 'mode' | 'difficulty', got: number, expected: readonly number[]): void {
  if (expected.includes(got)) return;
  throw new AleError(`unknown-${key}`, `${id} has no ${key} ${got}; expected one of ${expected.join(', ')}`, {
    expected,
    got,
  });
}
