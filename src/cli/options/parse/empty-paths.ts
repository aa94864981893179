/** Refuses files and folders that are given as ''. */
import type { Command } from 'commander';
import { UsageError } from '../../../common/errors.js';

/** @throws UsageError for an empty path; most often a variable of the shell is not set */
export function refuseEmptyPaths(command: Command): void {
  const options = command.options
    .filter(({ flags }) => /<(folder|file)>/.test(flags))
    .map((option) => [option.flags, command.getOptionValue(option.attributeName())]);
  const operands = command.registeredArguments.map((argument, i) => [`<${argument.name()}>`, command.processedArgs[i]]);
  const empty = [...options, ...operands].find(
    ([, value]) => value === '' || (Array.isArray(value) && value.includes('')),
  );
  if (!empty) return;
  throw new UsageError(`${empty[0]}: expected a path, got ""; is a variable of the shell not set?`);
}
