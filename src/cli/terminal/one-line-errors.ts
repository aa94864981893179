/** Errors of the command line itself in one line, as all others are: what is wrong, and where to look. */
import type { Command } from 'commander';
import { printable } from '../../common/printable.js';

/** For a command and those that it makes by `command()`; it throws where commander would end the process. */
export const oneLineErrors = (command: Command): Command =>
  command.exitOverride().configureOutput({
    outputError: (text, write) =>
      write(
        `${printable(
          text
            .trim()
            .split(/\s*\n\s*/)
            .join(' '),
        )} (--help lists the options)\n`,
      ),
  });
