/** The options of all commands that write a folder of results and can resume in it. */
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

/** @param files what is written into the folder @param place the default folder, for the help */
export const addOutputOptions = (command: Command, files: string, place: string): Command =>
  command
    .option('--out <folder>', `folder of ${files} (default: ${place})`)
    .option('--overwrite', 'replace the results that the folder holds, once the first new one is finished', false)
    .option('--json', 'print results.json instead of tables and progress', false)
    .option('--verbose', 'list every check, also those that passed or were not made', false)
    .option('--wide', 'print every column of the tables, not only those that fit 80 characters', false);

/** @param noun what is resumed: `evaluation` */
export const addResumeOption = (command: Command, noun: string): Command =>
  command.option(
    '--resume <folder>',
    `resume the ${noun} in this folder, with its settings; no other settings may be given`,
  );

/** Options that change no result. */
const free = ['resume', 'plan', 'budget', 'json', 'verbose', 'wide', 'engine', 'provider', 'threads', 'workers'];

/** @throws UsageError when settings are given with --resume, which takes them from the folder */
export function refuseChoices(command: Command, folder: string): void {
  const given = command.options.find(
    (option) =>
      command.getOptionValueSource(option.attributeName()) === 'cli' && !free.includes(option.attributeName()),
  );
  if (!given) return;
  throw new UsageError(`${given.long} cannot be combined with --resume: settings come from ${folder}`);
}
