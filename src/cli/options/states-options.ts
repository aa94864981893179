/** The options of all commands that record states, or compute on recorded ones. */
import type { Command } from 'commander';
import { UsageError } from '../../common/errors.js';
import { limits } from '../../common/limits.js';
import type { GridChoices } from '../../evaluation/states/run-state-grid.js';
import { addAgentOption } from '../agents/agent-options.js';
import type { AgentFlag } from '../agents/chosen-agents.js';
import { gameRulesOf, type RulesFlags } from './parse/given-rules.js';
import { numberOption } from './parse/numbers.js';
import { addRulesOptions } from './rules-options.js';

export interface RecordingFlags extends RulesFlags, AgentFlag {
  readonly states: number;
  readonly every: number;
  readonly seed: number;
}

export const addRecordingOptions = (command: Command): Command =>
  addRulesOptions(addAgentOption(command), 'those of the agent’s training')
    .option(
      '--states <count>',
      'states to record from episodes of the plain agent',
      numberOption(limits.command.states),
      200,
    )
    .option('--every <steps>', 'record one state in this many steps', numberOption(limits.command.every), 10)
    .option(
      '--seed <integer>',
      'seed of the recorded episodes and of all Monte Carlo samples',
      numberOption(limits.agent.seed),
      1,
    );

export interface StatesFlags extends RecordingFlags {
  readonly statesFrom?: string;
}

export const addStatesOptions = (command: Command): Command =>
  addRecordingOptions(command).option(
    '--states-from <folder>',
    'use the states that record-states, or another grid, wrote into this folder',
  );

/** @throws UsageError for rules of play with --states-from: those states are recorded already */
export function statesOf(flags: StatesFlags): GridChoices['states'] {
  const { states: count, every: periodSteps, statesFrom } = flags;
  if (statesFrom === undefined) return { count, periodSteps };
  const [rule] = Object.keys(gameRulesOf(flags).gameRules ?? {});
  if (rule === undefined) return statesFrom;
  throw new UsageError(
    `--states-from: expected no rules of play (the states of ${statesFrom} are recorded already), got ${rule}; leave it out`,
  );
}
