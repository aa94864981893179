/** What several commands' options have in common. Parsers return the value or say in one line what was expected and what came. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../../common/errors.js';
import { describeLimit, isWithin, type Limit, parseNumber } from '../../common/limits.js';

/** Which of a run's agents is meant. */
export type CheckpointName = (typeof checkpointNames)[number];

const checkpointNames = ['last', 'best'] as const;

export const checkpointOption = () =>
  new Option('--checkpoint <name>', 'which of the run’s agents: the last one, or the one with the best evaluation')
    .choices(checkpointNames)
    .default('last');

/** One of a list of them. */
export function checkpointName(text: string): CheckpointName {
  const name = checkpointNames.find((each) => each === text);
  if (name) return name;
  throw new InvalidArgumentError(`expected ${checkpointNames.join(' or ')}, got "${text}"`);
}

/** The folder of a run's agent, for `loadAgent`. @throws UsageError when the run was never evaluated */
export function agentFolder(run: string, checkpoint: CheckpointName): string {
  if (checkpoint === 'last') return run;
  const best = join(run, 'best');
  if (existsSync(best)) return best;
  throw new UsageError(`${run} has no best agent: expected ${best}, as evaluations in training leave it`);
}

/** @throws UsageError for a file or folder that is given as '': most often a variable of the shell that is not set */
export function refuseEmptyPaths(command: Command): void {
  const options = command.options
    .filter(({ flags }) => /<(folder|file)>/.test(flags))
    .map((option) => [option.flags, command.getOptionValue(option.attributeName())]);
  const operands = command.registeredArguments.map((argument, i) => [`<${argument.name()}>`, command.processedArgs[i]]);
  const empty = [...options, ...operands].find(
    ([, value]) => value === '' || (Array.isArray(value) && value.includes('')),
  );
  if (empty)
    throw new UsageError(`${empty[0]}: expected a path, got an empty one; is a variable of the shell not set?`);
}

/** A parser of one option's value that says its bounds. */
export interface NumberParser {
  (text: string): number;
  readonly limit: Limit;
}

/** A number in decimal notation within the bounds of the table in limits.ts. */
export const numberOption = (limit: Limit): NumberParser =>
  Object.assign(
    (text: string) => {
      const value = parseNumber(text);
      if (isWithin(limit, value)) return value;
      throw new InvalidArgumentError(`expected ${describeLimit(limit)}, got "${text}"`);
    },
    { limit },
  );
