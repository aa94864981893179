import { type Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../../src/cli/program.js';

/** Of all commands below one: `train`, `sweep`, `sweep run`. */
const namesBelow = (command: Command): string[] =>
  command.commands.flatMap((each) => [each.name(), ...namesBelow(each).map((name) => `${each.name()} ${name}`)]);
const names = namesBelow(await createProgram()).map((name) => ({ name }));

describe('conventions', () => {
  it.each(names)(
    'hold for $name: an unknown option is an error in one line, and does not end the process',
    async ({ name }) => {
      const program = await createProgram();
      const words = name.split(' ');
      let printed = '';
      for (let command: Command | undefined = program, i = 0; command; i++) {
        command.configureOutput({ writeErr: (text) => (printed += text) });
        command = command.commands.find((each) => each.name() === words[i]);
      }
      await expect(program.parseAsync([...words, '--no-such-thing'], { from: 'user' })).rejects.toThrow(CommanderError);
      expect(printed).toMatch(/^sap-atari: .* \(--help lists the (options|commands)\)\n$/);
    },
  );
});
