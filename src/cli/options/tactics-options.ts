/** Attack options that make sense only within an episode. */
import type { Command } from 'commander';
import { timingForms } from '../../attack/agent/timing.js';
import { criterionNames } from '../../attack/search/criteria.js';
import type { PlayerNames } from '../../evaluation/players/players.js';
import { choiceOption } from './parse/choices.js';

export interface TacticsFlags {
  readonly target: string;
  readonly timing: string;
  readonly frames: PlayerNames['frames'];
}

export const addTacticsOptions = (command: Command): Command =>
  command
    .addOption(
      choiceOption(
        '--target <aim>',
        'action that attacks aim at: any but the greedy one, or the worst one',
        criterionNames,
      ).default('greedy-action'),
    )
    .option('--timing <when>', timingForms.join('; '), 'always')
    .addOption(
      choiceOption(
        '--frames <which>',
        'frames attacked: the whole stack at each step, or only the newest frame, so that older ones stay as they were shown',
        ['all', 'newest'],
      ).default('all'),
    );
