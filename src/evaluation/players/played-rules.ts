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
    evaluationRules(resolveRules(parseRules(given, 'rules of play'), trainedRules({ config }), config.game)),
  );
  const has = actionsText(config);
  const asked = actionsText(rules);
  if (asked === has) return rules;
  throw new UsageError(
    `${folder}: expected rules with the actions of its network (${has}), got ${given.preset ?? 'rules'} with ${asked}; --actions ${actionsFlag(config)} keeps the network’s`,
  );
}

type ChosenActions = Pick<Rules, 'fullActionSet' | 'actions'>;

/** Names that are given are the same in both sets. */
function actionsText({ fullActionSet, actions }: ChosenActions): string {
  if (typeof actions === 'string' && actions !== 'all') return actions;
  const first = actions === 'all' ? '' : `the first ${actions} of `;
  return `${first}${fullActionSet ? 'all actions' : 'the minimal set'}`;
}

const actionsFlag = ({ fullActionSet, actions }: ChosenActions): string =>
  actions === 'all' ? (fullActionSet ? 'full' : 'minimal') : String(actions);
