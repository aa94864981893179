import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { trainArguments } from '../../../scripts/zoo/train-games.js';
import { loadConfig } from '../../../src/agent/config.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const game = { id: 'bank_heist', name: 'BankHeist' };
const flags = ['--steps', '1000'];
const newFlags = ['--seed', '2'];

function optionsIn(root: string) {
  const [out, zoo] = [join(root, 'runs'), join(root, 'zoo')];
  for (const folder of [out, zoo]) mkdirSync(join(folder, game.id), { recursive: true });
  return { out, zoo, run: join(out, game.id), config: 'configs/laptop.json', flags, newFlags };
}

const put = (...path: string[]) => writeFileSync(join(...path), 'x');

it('begins with random weights where there is neither a run nor an agent', () => {
  const options = optionsIn(temporaryFolder());
  expect(trainArguments(game, options)).toEqual([
    ...['train', '--game', 'BankHeist', '--config', 'configs/laptop.json', '--out', options.run],
    ...['--seed', '2', '--steps', '1000'],
  ]);
});

it('begins with the agent of the zoo, and without random play', () => {
  const options = optionsIn(temporaryFolder());
  put(options.zoo, game.id, 'model.json');
  const args = trainArguments(game, options);
  expect(args.slice(-2)).toEqual(['--init-from', join(options.zoo, game.id)]);
  const file = args[args.indexOf('--config') + 1]!;
  const config = loadConfig({ file: options.config });
  expect(loadConfig({ file })).toEqual({ ...config, explorationStart: config.explorationEnd });
});

it('resumes a run, also where the zoo has an agent', () => {
  const options = optionsIn(temporaryFolder());
  put(options.zoo, game.id, 'model.json');
  put(options.run, 'config.json');
  expect(trainArguments(game, options)).toEqual(['train', '--resume', options.run, ...flags]);
});

it('starts a run again whose process was killed before its config was written', () => {
  const options = optionsIn(temporaryFolder());
  put(options.run, 'run.json');
  expect(trainArguments(game, options)).toContain('--out');
});
