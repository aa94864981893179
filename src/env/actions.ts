/** The actions of an agent, by the rules `fullActionSet` and `actions`. */
import { actionNames, type Game } from 'ale-js';
import { UsageError } from '../common/errors.js';
import type { Rules } from './rules.js';

/** Returns the names of all actions that the game allows, in ALE's order. */
const allowedActions = ({ illegalActions }: Game): string[] =>
  actionNames.filter((name) => !illegalActions.includes(name));

/** Returns the set that `fullActionSet` names: all actions that the game allows, or those that it needs. */
export const actionSet = (game: Game, { fullActionSet }: Pick<Rules, 'fullActionSet'>): string[] =>
  allowedActions(game).filter((name) => fullActionSet || (game.minimalActions as readonly string[]).includes(name));

/**
 * Returns the names of an agent's actions, in the order of its outputs.
 * @throws UsageError for more actions than the set has, and for names that the game does not have or that are given twice
 */
export function agentActions(game: Game, rules: Pick<Rules, 'fullActionSet' | 'actions'>): string[] {
  const { actions } = rules;
  const set = actionSet(game, rules);
  if (actions === 'all') return set;
  const of = `of ${game.name} (${set.join(', ')})`;
  if (typeof actions === 'number') {
    if (actions <= set.length) return set.slice(0, actions);
    throw new UsageError(`actions: expected at most the ${set.length} ${of}, got ${actions}`);
  }
  const names = actions.split(',');
  const allowed = allowedActions(game);
  const unknown = names.find((name) => !allowed.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`actions: expected names ${of}, or others of ${allowed.join(', ')}, got "${unknown}"`);
  }
  const double = names.find((name, i) => names.indexOf(name) !== i);
  if (double !== undefined) throw new UsageError(`actions: expected each action once, got "${double}" twice`);
  return names;
}
