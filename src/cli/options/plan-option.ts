/** `--plan`, for commands that compute for long. */
import type { Command } from 'commander';

export interface PlanFlags {
  readonly plan: boolean;
}

export const addPlanOption = (command: Command): Command =>
  command.option('--plan', 'measure and print the time and memory that the command will take; write nothing', false);
