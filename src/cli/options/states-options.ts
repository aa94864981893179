/** The options of all commands that record states, or compute on recorded ones. */
import { type Command, Option } from 'commander';
import { catchFolder } from '../../agent/bundled-agents.js';
import { limits } from '../../common/limits.js';
import type { GridChoices } from '../../evaluation/states/run-state-grid.js';
import { bundledForms, runFolder } from './bundled.js';
import { numberOption } from './parse/numbers.js';

export interface RecordingFlags {
  readonly run: string;
  readonly states: number;
  readonly every: number;
  readonly seed: number;
}

export const addRecordingOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--run <folder>', `run folder of the agent, ${bundledForms}`)
        .argParser(runFolder)
        .default(catchFolder, 'the bundled Catch agent'),
    )
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

export const statesOf = ({ states: count, every: periodSteps, statesFrom }: StatesFlags): GridChoices['states'] =>
  statesFrom ?? { count, periodSteps };
