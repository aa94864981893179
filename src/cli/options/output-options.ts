/** The options of all commands that leave a folder of results and can go on in it. */
import type { Command } from 'commander';
import { UsageError } from '../../common/errors.js';

export interface OutputFlags {
  readonly out?: string;
  readonly overwrite: boolean;
  readonly json: boolean;
  /** Lists every check, not only those that failed. */
  readonly verbose: boolean;
  /** Prints all columns, however wide the table gets. */
  readonly wide: boolean;
}

/** @param files what goes into the folder @param place where it is when nothing is said */
export const addOutputOptions = (command: Command, files: string, place: string): Command =>
  command
    .option('--out <folder>', `where ${files} go (default: ${place})`)
    .option('--overwrite', 'replace what the folder holds of an earlier one, once the new one has started', false)
    .option('--json', 'print results.json instead of tables and progress', false)
    .option('--verbose', 'list every check, also those that passed or were not made', false)
    .option('--wide', 'print every column of the tables, not only those that fit 80 characters', false);

/** Options that decide nothing about results. */
const open = ['resume', 'plan', 'json', 'verbose', 'wide', 'engine', 'provider', 'threads', 'workers'];

/** @throws UsageError when choices are given beside --resume, which takes them from the folder */
export function refuseChoices(command: Command, folder: string): void {
  const given = command.options.find(
    (option) =>
      command.getOptionValueSource(option.attributeName()) === 'cli' && !open.includes(option.attributeName()),
  );
  if (!given) return;
  throw new UsageError(`--resume takes all choices from ${folder}, got ${given.long} besides: leave it out`);
}
