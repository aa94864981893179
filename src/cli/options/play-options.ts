/** How episodes are played, and how many. */
import type { Command } from 'commander';
import { limits } from '../../common/limits.js';
import type { EvaluationChoices } from '../../evaluation/games/run-evaluation.js';
import { durationOption } from './parse/durations.js';
import type { RulesFlags } from './parse/given-rules.js';
import { listOf } from './parse/lists.js';
import { numberOption } from './parse/numbers.js';
import { addRulesOptions } from './rules-options.js';

export interface PlayFlags extends RulesFlags {
  readonly episodes: number;
  /** In seconds. */
  readonly budget?: number;
  readonly maxSteps?: number;
  readonly maxStall?: number;
  readonly exploration?: number;
  readonly seeds: number[];
}

/** Most episodes per setting and seed of an evaluation with a budget, unless --episodes sets it. */
const mostRounds = 1000;

export const addPlayOptions = (command: Command): Command =>
  addRulesOptions(command, 'those of the agent’s training')
    .option(
      '--episodes <count>',
      'episodes for each agent, attack, λ and seed',
      numberOption(limits.command.episodes),
      10,
    )
    .option(
      '--budget <time>',
      `play as many episodes as fit into this time (90s, 30m, 1h30m), one of every setting after the other and at least one of each; --episodes is then the most (default: ${mostRounds})`,
      durationOption(limits.command.budgetSeconds),
    )
    .option(
      '--max-steps <count>',
      'truncate episodes after this many steps (default: none; --max-frames truncates them in any case)',
      numberOption(limits.command.maxSteps),
    )
    .option(
      '--max-stall <count>',
      'truncate episodes whose screen has not changed for this many steps (default: never)',
      numberOption(limits.command.maxStallSteps),
    )
    .option(
      '--exploration <share>',
      'share of random actions, 0–1 (default: the agent’s config)',
      numberOption(limits.command.exploration),
    )
    .option(
      '--seed, --seeds <list>',
      'seeds of starts, random actions and Monte Carlo samples',
      listOf(numberOption(limits.agent.seed)),
      [1],
    );

export const rulesOf = ({ maxSteps, maxStall, exploration }: PlayFlags): EvaluationChoices['rules'] => ({
  maxSteps: maxSteps ?? null,
  maxStallSteps: maxStall ?? null,
  evaluationExploration: exploration ?? null,
});

/** Returns the most episodes per setting and seed. */
export const episodesOf = (command: Command, { episodes, budget }: PlayFlags): number =>
  budget !== undefined && command.getOptionValueSource('episodes') === 'default' ? mostRounds : episodes;
