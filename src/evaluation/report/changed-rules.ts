/** What a report says about rules of play other than those of the training. */
import { type Rules, ruleKeys } from '../../env/rules.js';
import type { AgentUnderTest } from '../players/players.js';

/** Rules with another value than in training, by key: [in training, here]. */
type ChangedRules = Readonly<Partial<Record<keyof Rules, readonly [trained: unknown, played: unknown]>>>;

/** Settings of a report. */
export interface ChangedRulesSettings {
  /** Rules of play that differ from those of an agent's training, by run. */
  readonly changedRules?: Readonly<Record<string, ChangedRules>>;
}

/** Returns the rules that differ from the training; none where no agent has such. */
export function changedRulesOf(
  agentsUnderTest: readonly Pick<AgentUnderTest, 'run' | 'rules' | 'trainedRules'>[],
): ChangedRulesSettings {
  const changed = agentsUnderTest.flatMap(({ run, rules, trainedRules: trained }) => {
    if (!rules || !trained) return [];
    const keys = ruleKeys.filter((key) => rules[key] !== trained[key]);
    return keys.length > 0 ? [[run, Object.fromEntries(keys.map((key) => [key, [trained[key], rules[key]]]))]] : [];
  });
  return changed.length > 0 ? { changedRules: Object.fromEntries(changed) } : {};
}

/** One sentence for each run that plays by other rules. */
export const changedRulesNotes = ({ changedRules = {} }: ChangedRulesSettings): string[] =>
  Object.entries(changedRules).map(([run, rules]) => {
    const list = Object.entries(rules).map(([key, [trained, played]]) => `${key} ${played} (in training ${trained})`);
    return `${run} plays by other rules than in training: ${list.join(', ')}.`;
  });
