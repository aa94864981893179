import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { suggestByMeaning } from '../../../src/cli/terminal/other-names.js';

const command = new Command('some')
  .option('--run, --runs <list>')
  .option('--lambda <list>')
  .option('--gradient-samples <list>')
  .option('--output-samples <count>')
  .option('--config <file>');
const said = (option: string) =>
  suggestByMeaning(`error: unknown option '${option}' (Did you mean --version?)`, command);

describe('suggestByMeaning', () => {
  it.each([
    ['--epsilon', 'Did you mean --lambda?'],
    ['--epsilon=8', 'Did you mean --lambda?'],
    ['--samples', 'Did you mean --gradient-samples or --output-samples?'],
    ['--game', 'Did you mean --run?'],
    ['--lr', 'a key of the file that --config names: docs/configuration.md'],
  ])('suggests for %s what the command has', (option, suggestion) => {
    const [name] = option.split('=');
    expect(said(option)).toBe(`error: unknown option '${name}' (${suggestion})`);
  });

  it.each(['--lambdda', '--total-timesteps'])('leaves the text for %s as it is', (option) => {
    expect(said(option)).toBe(`error: unknown option '${option}' (Did you mean --version?)`);
  });

  it('leaves other errors as they are', () => {
    expect(suggestByMeaning("error: unknown command 'evalute'", command)).toBe("error: unknown command 'evalute'");
  });
});
