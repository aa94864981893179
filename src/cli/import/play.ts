/** How an imported agent plays: as in the evaluations of its framework, unless flags say otherwise. */
import type { ActionPolicy } from '../../agent/action-policy.js';
import { rulesOfId } from '../../env/gymnasium-id.js';
import { type GivenRules, presets, resolveRules } from '../../env/presets.js';
import { evaluationFacts, type Framework, type FrameworkName, frameworks } from '../../interop/frameworks.js';
import type { NetworkAgentOptions } from '../../interop/network-agent.js';
import type { ExportedAgent, NetworkFacts } from '../../interop/network-builder.js';
import type { OutputKind } from '../../model/model.js';
import { givenRules, type RulesFlags } from '../options/parse/given-rules.js';

/** Flags of `import` for it; what is undefined follows from the file and the framework. */
export interface PlayFlags extends RulesFlags {
  /** Name or Gymnasium id. */
  readonly game: string;
  readonly from?: FrameworkName;
  readonly outputs?: OutputKind;
  readonly policy?: ActionPolicy['choice'];
  readonly exploration?: number;
}

export interface Play extends ActionPolicy {
  /** That trained the agent, if it is known. */
  readonly framework?: Framework;
  /** Rules of play and exploration. */
  readonly rules: NonNullable<NetworkAgentOptions['rules']>;
  /** Title of the framework that the rules are of, but for those of flags. */
  readonly rulesOf?: string;
  /** Whose rules they are, for messages. */
  readonly text?: string;
}

/** Returns how the agent of a file plays. A preset takes the place of all rules of its framework. */
export function playOf(flags: PlayFlags, facts: NetworkFacts | undefined): Play {
  if (facts?.exported && flags.from === undefined) return exportedPlay(flags, facts.exported);
  const name = flags.from ?? facts?.preset;
  const framework = name && frameworks[name];
  const outputs = flags.outputs ?? facts?.output ?? 'q-values';
  const evaluation = evaluationFacts(name, facts, outputs);
  const exploration = flags.exploration ?? evaluation.exploration;
  const { preset } = flags;
  const isOfFramework = framework !== undefined && preset === undefined;
  const { maxEpisodeFrames } = evaluation;
  const given = isOfFramework
    ? rulesFrom({ ...framework.rules, ...(maxEpisodeFrames !== undefined && { maxEpisodeFrames }) }, flags)
    : givenRules(flags, flags.game);
  const changed = Object.keys(givenRules(flags)).length > 0 ? ', changed by flags' : '';
  return {
    outputs,
    choice: flags.policy ?? evaluation.choice ?? 'greedy',
    rules: { ...given, ...(exploration !== undefined && { evaluationExploration: exploration }) },
    ...(framework && { framework }),
    ...(isOfFramework && { rulesOf: framework.title, text: `rules of play of ${framework.title}${changed}` }),
    ...(preset !== undefined && { text: `rules of play of the preset ${preset}` }),
  };
}

/** Of a file that was exported here: as the agent played before. */
function exportedPlay(flags: PlayFlags, { rules, evaluation, policy, framework }: ExportedAgent): Play {
  const { preset, exploration } = flags;
  const { outputs = policy.outputs } = flags;
  const given = givenRules(flags);
  const isOwn = preset === undefined;
  const changed = Object.keys(given).length > 0 ? ', changed by flags' : '';
  return {
    outputs,
    choice: flags.policy ?? (outputs === policy.outputs ? policy.choice : 'greedy'),
    rules: {
      ...(isOwn ? rulesFrom(rules, flags) : given),
      ...evaluation,
      ...(exploration !== undefined && { evaluationExploration: exploration }),
    },
    ...(isOwn && framework !== undefined && { rulesOf: framework }),
    text: isOwn ? `rules of play and policy of the file${changed}` : `rules of play of the preset ${preset}`,
  };
}

/**
 * Returns rules with those of flags. A Gymnasium id stands for the environment below the wrappers that the rules are of: it decides on
 * sticky actions alone.
 */
function rulesFrom(rules: GivenRules, flags: PlayFlags): GivenRules {
  const ofId = rulesOfId(flags.game)?.rules;
  const below = ofId && { stickyActionProbability: resolveRules(ofId, presets.dqn2015, '').stickyActionProbability };
  return { ...rules, ...below, ...givenRules(flags) };
}
