/** The rules by which an agent under test plays: those of its training, unless others are given. */
import type { Agent } from '../../agent/agent-files.js';
import { UsageError } from '../../common/errors.js';
import { type GivenRules, parseRules, resolveRules } from '../../env/presets.js';
import { evaluationRules, expectEffective, pickRules, type Rules } from '../../env/rules.js';

/** The rules of an agent's training, as an evaluation plays by them. */
export const trainedRules = ({ config }: Pick<Agent, 'config'>): Rules => evaluationRules(pickRules(config) as Rules);

/**
 * Returns the rules of whole games in their own points.
 * @param folder of the agent, for messages
 * @throws UsageError for unknown rules, for rules that do not go together, and for another action set than the network has outputs for
 */
export function playedRules({ config }: Pick<Agent, 'config'>, folder: string, given: GivenRules = {}): Rules {
  const rules = expectEffective(
    evaluationRules(resolveRules(parseRules(given, 'rules of play'), trainedRules({ config }))),
  );
  if (rules.fullActionSet === config.fullActionSet) return rules;
  const [has, asked] = config.fullActionSet ? ['all actions', 'the minimal set'] : ['the minimal set', 'all actions'];
  const remedy = `fullActionSet ${config.fullActionSet} (--${config.fullActionSet ? '' : 'no-'}full-actions) keeps the network’s`;
  throw new UsageError(
    `${folder}: expected rules with the actions of its network (${has}), got ${given.preset ?? 'rules'} with ${asked}; ${remedy}`,
  );
}
