/** What all commands have in common: errors of one line, and how the help prints options. */
import type { Command, Option } from 'commander';
import { printable } from '../../common/printable.js';
import { suggestByMeaning } from './other-names.js';

/** For a command and those that it makes by `command()`. It throws where commander would end the process. */
export const conventions = (command: Command): Command =>
  command
    .exitOverride()
    .configureHelp({ optionDescription: describeOption })
    .configureOutput({
      outputError: (text, write) =>
        write(
          `${printable(named(explained(suggestByMeaning(oneLine(text), command), command)))} (--help lists ${listed(command)})\n`,
        ),
    });

const oneLine = (text: string): string =>
  text
    .trim()
    .split(/\s*\n\s*/)
    .join(' ');

/** Names the program, as in all other errors, where commander says `error`. */
const named = (text: string): string => text.replace(/^error: /, 'sap-atari: ');

/** Adds the most frequent cause of surplus arguments, `--attacks fgsm pgd`, and of missing ones, `--check a.npy b.npy FILE`. */
function explained(text: string, { options }: Command): string {
  if (text.includes('too many arguments')) return `${text} Write lists with commas and without blanks: fgsm,pgd.`;
  const greedy = options.find(({ variadic }) => variadic);
  if (!greedy || !text.includes('missing required argument')) return text;
  return `${text}: write it before ${greedy.long}, which takes all that follows.`;
}

const listed = ({ commands }: Command): string => (commands.length > 0 ? 'the commands' : 'the options');

/**
 * Returns `storage of replayed frames (compressed, raw; default: raw)`, also where the description itself ends with
 * `(default: …)`. Switches are off by default, which the help does not repeat.
 */
function describeOption(option: Option): string {
  const { argChoices, defaultValue, defaultValueDescription } = option;
  const [, description = option.description, described] = /^(.*) \((default: .*)\)$/.exec(option.description) ?? [];
  const isSwitch = typeof defaultValue === 'boolean';
  const standard = defaultValueDescription ?? (Array.isArray(defaultValue) ? defaultValue.join(',') : defaultValue);
  const notes = [
    ...(argChoices ? [argChoices.join(', ')] : []),
    ...(described === undefined ? [] : [described]),
    ...(standard === undefined || isSwitch ? [] : [`default: ${standard}`]),
  ];
  return notes.length === 0 ? description : `${description} (${notes.join('; ')})`;
}
