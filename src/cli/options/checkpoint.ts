/** Which of a run's agents a command uses: the last one, or the one with the best evaluation. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../common/errors.js';
import { choiceOption, choiceParser } from './parse/choices.js';

export type CheckpointName = (typeof checkpointNames)[number];

const checkpointNames = ['last', 'best'] as const;

export const checkpointOption = () =>
  choiceOption(
    '--checkpoint <name>',
    'agent of the run: the last one, or the one with the best evaluation',
    checkpointNames,
  ).default('last');

/** Parses one name of a list. */
export const checkpointName = choiceParser(checkpointNames);

/** Returns the folder of a run's agent, for `loadAgent`. @throws UsageError when the run has no best agent */
export function agentFolder(run: string, checkpoint: CheckpointName): string {
  if (checkpoint === 'last') return run;
  const best = join(run, 'best');
  if (existsSync(best)) return best;
  throw new UsageError(`${run} has no best agent: expected ${best}, which training writes at each best evaluation`);
}
