/** ROMs, configs, agents and folders that are refused. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { type BadInput, refusesEach } from '../helpers/bad-input.js';
import { bundled, editJson, openCli, program } from '../helpers/cli.js';

const commandLine = openCli();
const { folder, tinyConfig } = commandLine;

/** A folder as version 0.1 wrote it: one file has a format of that version. */
function olderFolder(file: string, format: string): string {
  const older = mkdtempSync(join(folder, 'older-'));
  writeFileSync(join(older, 'metrics.jsonl'), '{"decision":1}\n');
  writeFileSync(join(older, 'config.json'), '{"totalDecisions":1}');
  writeFileSync(join(older, file), JSON.stringify({ format }));
  return older;
}

/** A copy of the bundled agent with one thing changed. */
function spoiledAgent(name: string, spoil: (agent: string) => void): string {
  const copy = join(folder, name);
  mkdirSync(copy);
  for (const file of ['model.json', 'model.safetensors']) cpSync(join(bundled, file), join(copy, file));
  spoil(copy);
  return copy;
}

/** A ROM folder with a file under the name of Bowling's ROM. */
function romFolder(name: string, bytes: Uint8Array): Record<string, string> {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'bowling.bin'), bytes);
  return { ALE_ROM_DIR: path };
}

const badInputs: BadInput[] = [
  {
    name: 'a game without its ROM',
    args: () => ['train', '--game', 'Bowling'],
    status: 2,
    says: ['pip install ale-py', 'ale_py-*.whl', 'bowling.a26 (md5 c9b7', 'ALE_ROM_DIR', 'Catch works at once'],
  },
  {
    name: 'an empty ROM',
    args: () => ['train', '--game', 'Bowling'],
    environment: () => romFolder('empty', new Uint8Array()),
    status: 2,
    says: ['bowling.bin is empty'],
  },
  {
    name: 'a truncated ROM',
    args: () => ['train', '--game', 'Bowling'],
    environment: () => romFolder('truncated', new Uint8Array(100)),
    status: 2,
    says: ['is truncated', 'got 100'],
  },
  {
    name: 'a ROM of a wrong size',
    args: () => ['train', '--game', 'Bowling'],
    environment: () => romFolder('odd', new Uint8Array(3001)),
    status: 2,
    says: ['3001'],
  },
  {
    name: 'a ROM of an unknown MD5',
    args: () => ['train', '--game', 'Bowling'],
    environment: () => romFolder('unknown', new Uint8Array(4096)),
    status: 2,
    says: ['expected md5 c9b7afad3bfd922e006a6bfc1d4f3fe7', 'got 620f0b67a91f7f74151bc5be745b7110'],
  },
  {
    name: 'an unknown game',
    args: () => ['train', '--game', 'Bowlin9'],
    status: 2,
    says: ['unknown game "Bowlin9"', 'Bowling'],
  },
  {
    name: 'more seeds than there are',
    args: () => ['train', '--config', tinyConfig(), '--seeds', '2', '--seed', '4294967295', '--out', 'no-seeds'],
    status: 2,
    says: ['expected seeds up to 4294967295, got 4294967295 to 4294967296', '--seed'],
  },
  ...['evaluate --run', 'play --run', 'results --runs'].map((option) => ({
    name: `${option} of an unknown bundled agent`,
    args: () => [...option.split(' '), 'bundled-foo'],
    status: 2 as const,
    says: ['a run folder or one of bundled, bundled-catch, bundled-raiders, bundled-tenpins, got "bundled-foo"'],
  })),
  {
    name: 'a bundled agent with a typing error',
    args: () => ['evaluate', '--run', 'bundled-cach'],
    status: 2,
    says: ['did you mean bundled-catch?'],
  },
  {
    name: 'an unknown bundled classifier',
    args: () => ['vision', 'evaluate', '--run', 'bundled'],
    status: 2,
    says: ['bundled-dense', 'got "bundled"'],
  },
  ...['train --out', 'play --out', 'import x.onnx --game Catch --out', 'vision evaluate --out', 'report'].map(
    (words) => ({
      name: `an empty path: ${words}`,
      args: () => [...words.split(' '), ''],
      status: 2 as const,
      says: ['expected a path, got ""', words.split(' ').at(-1)!.replace('report', '<folder>')],
    }),
  ),
  {
    name: 'rows of a run that are not JSON',
    args: () => {
      mkdirSync(join(folder, 'broken-run'));
      writeFileSync(join(folder, 'broken-run', 'metrics.jsonl'), '{"step":1}\n{nonsense\n');
      return ['report', 'broken-run'];
    },
    status: 2,
    says: [join('broken-run', 'metrics.jsonl'), 'line 2 is not valid JSON'],
  },
  ...[
    ['train --resume', 'run.json', 'agent run'],
    ['report', 'run.json', 'agent run'],
    ['evaluate --run', 'model.json', 'agent'],
    ['state-grid --run', 'model.json', 'agent'],
    ['evaluate --resume', 'settings.json', 'evaluation'],
    ['state-grid --resume', 'settings.json', 'grid'],
    ['results --out', 'settings.json', 'results'],
  ].map(([command, file, format]) => ({
    name: `${command} with a folder of an older version`,
    args: () => [...command!.split(' '), olderFolder(file!, `sap-atari ${format} 1`)],
    status: 2 as const,
    says: [
      `${file} (format "sap-atari ${format} 1", expected "sap-atari ${format} `,
      'was written by an older version',
    ],
  })),
  {
    name: 'an unknown config key',
    args: () => ['train', '--config', tinyConfig({ learningRat: 1 })],
    status: 2,
    says: ['"learningRat" is not a key', 'learningRate'],
  },
  {
    name: 'a config value out of range',
    args: () => ['train', '--config', tinyConfig({ discount: 2 })],
    status: 2,
    says: ['discount: expected a number from 0 to 1 (a share), got 2'],
  },
  { name: 'a missing config', args: () => ['train', '--config', 'nowhere.json'], status: 2, says: ['nowhere.json'] },
  {
    name: 'a run to resume that is not there',
    args: () => ['train', '--resume', 'nowhere'],
    status: 2,
    says: ['nowhere'],
  },
  {
    name: 'seeds for a run that is resumed',
    args: () => [
      'train',
      '--resume',
      spoiledAgent('one-run', (agent) => editJson(join(agent, 'model.json'), () => {})),
      '--seeds',
      '2',
    ],
    status: 2,
    says: ['holds no run to resume'],
  },
  {
    name: 'plots of two runs without a folder',
    args: () => ['report', 'a', 'b'],
    status: 2,
    says: ['--out: expected a folder'],
  },
  {
    name: 'an output folder that cannot be made',
    args: () => ['train', '--config', tinyConfig(), '--out', join(program, 'run')],
    status: 1,
    says: ['run'],
  },
  {
    name: 'a film of an unknown kind',
    args: () => ['play', '--out', 'film.gif'],
    status: 2,
    says: ['.webp or .mp4', '"film.gif"'],
  },
  {
    name: 'a film that cannot be written',
    args: () => ['play', '--out', join(program, 'film.webp')],
    status: 1,
    says: ['cannot write', 'film.webp', 'choose another folder'],
  },
  {
    name: 'an evaluation to resume that is not there',
    args: () => ['evaluate', '--resume', 'nowhere'],
    status: 2,
    says: ['nowhere holds no evaluation to resume'],
  },
  {
    name: 'settings with --resume',
    args: () => ['evaluate', '--resume', 'nowhere', '--episodes', '3'],
    status: 2,
    says: ['--episodes cannot be combined with --resume: settings come from nowhere'],
  },
  {
    name: 'a table of a game without a run and a ROM',
    args: () => ['table1', '--games', 'Bowling'],
    status: 2,
    says: ['no run of Bowling under runs/', 'import its ROM with sap-atari roms import'],
  },
  {
    name: 'a table of a game without a run',
    args: () => ['table1', '--games', 'Raiders', '--runs', bundled],
    status: 2,
    says: ['got "Raiders"', 'catch', '--runs'],
  },
  {
    name: 'states that are not there',
    args: () => ['mc-sweep', '--states-from', 'nowhere'],
    status: 2,
    says: ['nowhere holds no states', 'record-states'],
  },
  { name: 'results of no run', args: () => ['results', '--runs', 'nowhere'], status: 2, says: ['holds no agent'] },
  {
    name: 'a run that is not there',
    args: () => ['evaluate', '--run', 'nowhere'],
    status: 2,
    says: ['nowhere holds no agent'],
  },
  {
    name: 'corrupt weights',
    args: () => [
      'evaluate',
      '--run',
      spoiledAgent('corrupt', (agent) => {
        const path = join(agent, 'model.safetensors');
        const bytes = readFileSync(path);
        bytes[bytes.length - 100]! ^= 1;
        writeFileSync(path, bytes);
      }),
    ],
    status: 2,
    says: ['model.safetensors is not the file that model.json describes'],
  },
  {
    name: 'truncated weights',
    args: () => [
      'evaluate',
      '--run',
      spoiledAgent('short', (agent) => {
        const path = join(agent, 'model.safetensors');
        writeFileSync(path, readFileSync(path).subarray(0, 1000));
      }),
    ],
    status: 2,
    says: ['model.safetensors'],
  },
  {
    name: 'a checkpoint of another program',
    args: () => [
      'evaluate',
      '--run',
      spoiledAgent('other-program', (agent) => writeFileSync(join(agent, 'model.json'), '{"some": "thing"}')),
    ],
    status: 2,
    says: ['model.json describes no agent'],
  },
  {
    name: 'a checkpoint of another game',
    args: () => [
      'play',
      '--game',
      'Catch',
      '--run',
      spoiledAgent('other-game', (agent) =>
        editJson(join(agent, 'model.json'), (it) => Object.assign(it, { game: 'pong' })),
      ),
    ],
    status: 2,
    says: ['--game Catch: expected an agent of that game, got --run '],
  },
  {
    name: 'a checkpoint of another action count',
    args: () => [
      'evaluate',
      '--run',
      spoiledAgent('other-actions', (agent) =>
        editJson(join(agent, 'model.json'), (it) => Object.assign(it, { actions: ['NOOP', 'FIRE'] })),
      ),
    ],
    status: 2,
    says: ['expected', '[512,2]', '[512,3]'],
  },
];

describe('a bad file or folder gets one line and an exit code', () => refusesEach(badInputs, commandLine));
