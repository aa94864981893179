/** The command line as a person uses it: the built program in a process of its own. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliHost, startCliHost } from '../helpers/cli-host.js';

const program = new URL('../../dist/cli/index.js', import.meta.url).pathname;
const bundled = new URL('../../assets/catch', import.meta.url).pathname;
let folder: string;
/** Of command lines that are refused or print their help. */
let host: CliHost;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sap-atari-cli-'));
  host = startCliHost(folder, surroundings());
});
afterAll(() => {
  host.end();
  rmSync(folder, { recursive: true, force: true });
});

const surroundings = () => ({ HOME: folder, XDG_DATA_HOME: '', ALE_ROM_DIR: '' });

function cli(args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('node', [program, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...surroundings() },
  });
  return { status, stdout, stderr };
}

/** A short run on Catch: it hardly learns, but uses every part of training. */
const tiny = {
  game: 'catch',
  totalSteps: 400,
  warmUpSteps: 100,
  learnPeriodSteps: 50,
  targetPeriodSteps: 200,
  replayCapacityTransitions: 500,
  explorationHoldSteps: 0,
  explorationAnnealSteps: 100,
  metricsPeriodSteps: 100,
};
function tinyConfig(changes: object = {}): string {
  const path = join(folder, `config-${Object.values(changes).join('-') || 'tiny'}.json`);
  writeFileSync(path, JSON.stringify({ ...tiny, ...changes }));
  return path;
}

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
const edit = (path: string, change: (description: Record<string, unknown>) => void) => {
  const description = JSON.parse(readFileSync(path, 'utf8'));
  change(description);
  writeFileSync(path, JSON.stringify(description));
};

/** A ROM folder with a file under the name of Bowling's ROM. */
function romFolder(name: string, bytes: Uint8Array): Record<string, string> {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'bowling.bin'), bytes);
  return { ALE_ROM_DIR: path };
}

interface BadInput {
  readonly name: string;
  readonly args: () => readonly string[];
  readonly environment?: () => Record<string, string>;
  readonly status: 1 | 2;
  readonly says: readonly string[];
}

const badInputs: BadInput[] = [
  {
    name: 'a game without its ROM',
    args: () => ['train', '--game', 'Bowling'],
    status: 2,
    says: ['bowling.bin', 'c9b7afad3bfd922e006a6bfc1d4f3fe7', 'ALE_ROM_DIR', '--game Catch works at once'],
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
    name: 'a game whose name has a letter too few',
    args: () => ['train', '--game', 'Cach'],
    status: 2,
    says: ['unknown game "Cach"; did you mean Catch?', 'sap-atari games'],
  },
  {
    name: 'a game without a name',
    args: () => ['play', '--game', ''],
    status: 2,
    says: ['expected the name of a game, got ""; sap-atari games lists'],
  },
  {
    name: '--parallel with a single run',
    args: () => ['train', '--parallel', '2'],
    status: 2,
    says: ['--parallel requires --seeds'],
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
    says: ['a run folder or one of bundled, bundled-raiders, bundled-tenpins, got "bundled-foo"'],
  })),
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
      says: ['expected a path, got ""', words.split(' ').at(-1)!.replace('report', '<run>')],
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
      `${file} (format "sap-atari ${format} 1", expected "sap-atari ${format} 2") was written by an older version`,
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
    name: 'a seed that is not a number',
    args: () => ['train', '--seed', 'x'],
    status: 2,
    says: ['whole number', '"x"'],
  },
  {
    name: 'a negative time between checkpoints',
    args: () => ['train', '--checkpoint-minutes', '-1'],
    status: 2,
    says: ['number from 0', '"-1"'],
  },
  { name: 'an unknown replay', args: () => ['train', '--replay', 'big'], status: 2, says: ['compressed, raw'] },
  {
    name: 'an unknown option',
    args: () => ['train', '--gme', 'Catch'],
    status: 2,
    says: ["unknown option '--gme' (Did you mean --game?)"],
  },
  {
    name: 'an unknown command',
    args: () => ['evalute'],
    status: 2,
    says: ["unknown command 'evalute' (Did you mean evaluate?)", '--help lists the commands'],
  },
  {
    name: 'an unknown engine',
    args: () => ['evaluate', '--engine', 'onx'],
    status: 2,
    says: ['did you mean onnx? expected one of onnx, tfjs, got "onx"'],
  },
  {
    name: 'an attack with a typing error',
    args: () => ['evaluate', '--attack', 'fgms'],
    status: 2,
    says: ['attack: did you mean fgsm? expected one of fgsm, iterative, '],
  },
  {
    name: 'a defense with a typing error',
    args: () => ['evaluate', '--defense', 'spa100'],
    status: 2,
    says: ['defense: did you mean sap? expected one of none, sap<k>, '],
  },
  ...[
    ['8/255', 8],
    ['0.03', 8],
    ['0,16/255', 16],
    ['0.001', 1],
  ].map(([lambda, levels]) => ({
    name: `λ as a share of 255: ${lambda}`,
    args: () => ['evaluate', '--lambda', String(lambda)],
    status: 2 as const,
    says: [`λ is in gray levels (0–255): write ${levels}, got "`],
  })),
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
      spoiledAgent('one-run', (agent) => edit(join(agent, 'model.json'), () => {})),
      '--seeds',
      '2',
    ],
    status: 2,
    says: ['holds no run to resume'],
  },
  {
    name: 'the best agent of no run',
    args: () => ['evaluate', '--checkpoint', 'best'],
    status: 2,
    says: ['no best agent'],
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
  ...['1,x', '-1', '256', '', '1,,2'].map((lambda) => ({
    name: `λ ${lambda || 'empty'}`,
    args: () => ['evaluate', `--lambda=${lambda}`],
    status: 2 as const,
    says: ['expected gray levels from 0 to 255', lambda],
  })),
  ...['sap0', 'sap', 'sapx', 'wall'].map((name) => ({
    name: `the defense ${name}`,
    args: () => ['evaluate', '--defense', name],
    status: 2 as const,
    says: ['expected', `got "${name}"`],
  })),
  {
    name: 'an unknown attack',
    args: () => ['evaluate', '--attack', 'hammer'],
    status: 2,
    says: ['fgsm', 'got "hammer"'],
  },
  {
    name: 'no Monte Carlo samples',
    args: () => ['evaluate', '--gradient-samples', '0'],
    status: 2,
    says: ['whole number from 1', '"0"'],
  },
  {
    name: '--gradient-samples for attacks that take none',
    args: () => ['mc-sweep', '--attacks', 'random,fgsm:samples=3'],
    status: 2,
    says: ['does not set the number of samples', 'random, fgsm:samples=3'],
  },
  {
    name: 'a gradient mode that no defense has',
    args: () => ['evaluate', '--defenses', 'none,dropout0.1', '--backward', 'identity'],
    status: 2,
    says: ['expected a defense that takes it', 'got "identity" with none, dropout0.1'],
  },
  {
    name: 'a sampler that no defense has',
    args: () => ['state-grid', '--defense', 'rna0.1', '--sampler', 'bernoulli'],
    status: 2,
    says: ['expected a defense that takes it', 'got "bernoulli" with rna0.1'],
  },
  {
    name: 'a film of an unknown kind',
    args: () => ['play', '--out', 'film.mp4'],
    status: 2,
    says: ['.webp or .gif', '"film.mp4"'],
  },
  {
    name: 'a film that cannot be written',
    args: () => ['play', '--out', join(program, 'film.gif')],
    status: 1,
    says: ['cannot write', 'film.gif', 'choose another folder'],
  },
  {
    name: 'a random player under attack',
    args: () => ['play', '--random', '--attack', 'fgsm'],
    status: 2,
    says: ['--random', "cannot be used with option '--attack"],
  },
  {
    name: 'a list of sample counts with a zero',
    args: () => ['evaluate', '--gradient-samples', '10,0'],
    status: 2,
    says: ['whole number from 1', '"0"'],
  },
  {
    name: 'an unknown attack in a list',
    args: () => ['evaluate', '--attack', 'random,hammer'],
    status: 2,
    says: ['fgsm', 'got "hammer"'],
  },
  {
    name: 'an attack twice',
    args: () => ['evaluate', '--attacks', 'random,random'],
    status: 2,
    says: ['attack: expected each once, got "random" twice'],
  },
  {
    name: 'a seed twice',
    args: () => ['evaluate', '--seeds', '1,2,1'],
    status: 2,
    says: ['expected each once, got "1" twice'],
  },
  {
    name: 'a number of samples twice',
    args: () => ['evaluate', '--gradient-samples', '2,02'],
    status: 2,
    says: ['expected each once, got "02" twice'],
  },
  {
    name: 'a list of numbers with a hole',
    args: () => ['evaluate', '--seed', '1,,2'],
    status: 2,
    says: ['values with commas between them', '1,,2'],
  },
  {
    name: 'a list with a hole',
    args: () => ['evaluate', '--defenses', 'sap100,,none'],
    status: 2,
    says: ['names with commas between them', 'sap100,,none'],
  },
  {
    name: 'an unknown option behind an attack',
    args: () => ['evaluate', '--attack', 'pgd:stps=3'],
    status: 2,
    says: ['did you mean steps?', 'got "stps=3" in "pgd:stps=3"'],
  },
  {
    name: 'an option that the attack does not take',
    args: () => ['evaluate', '--attack', 'fgsm', '--attack-steps', '3'],
    status: 2,
    says: ['fgsm takes no number of steps', 'pgd'],
  },
  {
    name: 'an unknown loss',
    args: () => ['evaluate', '--loss', 'happiness'],
    status: 2,
    says: ['happiness', 'margin'],
  },
  {
    name: 'an unknown timing',
    args: () => ['evaluate', '--timing', 'sometimes'],
    status: 2,
    says: ['every<n>', "got 'sometimes'"],
  },
  {
    name: 'an unknown aim',
    args: () => ['evaluate', '--target', 'glory'],
    status: 2,
    says: ['worst-action', 'glory'],
  },
  {
    name: 'a seed that is not a number, in a list',
    args: () => ['evaluate', '--seeds', '1,x'],
    status: 2,
    says: ['whole number', '"x"'],
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
    name: 'a table of a game without its ROM',
    args: () => ['table1', '--games', 'Bowling'],
    status: 2,
    says: ['bowling.bin', 'c9b7afad3bfd922e006a6bfc1d4f3fe7'],
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
  { name: 'no states', args: () => ['state-grid', '--states', '0'], status: 2, says: ['whole number from 1', '"0"'] },
  {
    name: 'a grid of an unknown defense',
    args: () => ['state-grid', '--defense', 'sap100,wall'],
    status: 2,
    says: ['got "wall"'],
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
    says: ['model.safetensors', 'fingerprint'],
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
        edit(join(agent, 'model.json'), (it) => Object.assign(it, { game: 'pong' })),
      ),
    ],
    status: 2,
    says: ['expected an agent for catch, got one for pong'],
  },
  {
    name: 'a checkpoint of another action count',
    args: () => [
      'evaluate',
      '--run',
      spoiledAgent('other-actions', (agent) =>
        edit(join(agent, 'model.json'), (it) => Object.assign(it, { actions: ['NOOP', 'FIRE'] })),
      ),
    ],
    status: 2,
    says: ['expected', '[512,2]', '[512,3]'],
  },
];

describe('bad input gets one line and an exit code', () => {
  it.each(badInputs)('$name', async ({ args, environment, status, says }) => {
    const result = await host.run(args(), environment?.());
    expect(result).toMatchObject({ status, stdout: '' });
    for (const part of says) expect(result.stderr).toContain(part);
    expect(result.stderr).not.toMatch(/\n\s+at /);
    expect(result.stderr.split('\n').filter((line) => line !== '').length).toBe(1);
  });

  it('also in a process of its own', () => {
    expect(cli(['train', '--game', 'Bowlin9'])).toMatchObject({
      ...{ status: 2, stdout: '', stderr: expect.stringMatching(/^sap-atari: unknown game "Bowlin9".*\n$/) },
    });
  });

  it('--debug adds the stack trace', () => {
    expect(cli(['--debug', 'train', '--game', 'Bowlin9']).stderr).toMatch(/\n\s+at /);
  });
});

describe('help', () => {
  it.each([
    'train',
    'evaluate',
    'table1',
    'mc-sweep',
    'state-grid',
    'record-states',
    'results',
    'play',
    'games',
    'report',
    'attacks',
    'defenses',
    'vision evaluate',
    'vision figures',
    'vision train',
  ])('%s --help explains every option', async (command) => {
    const { status, stdout } = await host.run([...command.split(' '), '--help']);
    expect(status).toBe(0);
    const options = stdout.split('\n').filter((line) => /^ {2}-/.test(line));
    expect(options.length).toBeGreaterThan(1);
    for (const line of options) expect(line).toMatch(/ {2,}\S/);
    expect(stdout).not.toMatch(/default: (false|\[)|\) \(|draws|pixels of|…/);
  });
});

describe('a whole run', () => {
  it('trains, is not overwritten by accident, and is evaluated', () => {
    const run = join(folder, 'run');
    expect(cli(['train', '--config', tinyConfig(), '--out', run]).status).toBe(0);
    for (const file of ['config.json', 'metrics.jsonl', 'model.json', 'model.safetensors']) {
      expect(existsSync(join(run, file)), file).toBe(true);
    }
    const again = cli(['train', '--config', tinyConfig(), '--out', run]);
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('--resume');

    const short = ['--episodes', '1', '--max-steps', '4', '--gradient-samples', '2', '--output-samples', '2'];
    const { status, stdout } = cli([
      'evaluate',
      '--run',
      run,
      '--lambda',
      '0,2',
      '--defense',
      'sap100',
      ...short,
      '--json',
    ]);
    expect(status).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.rows.map(({ lambda, agent }: { lambda: number; agent: string }) => [lambda, agent])).toEqual([
      [0, 'plain'],
      [0, 'sap100'],
      [2, 'plain'],
      [2, 'sap100'],
    ]);
    const [out] = readdirSync(run).filter((name) => /^evaluation-fgsm-sap100-[0-9a-f]{10}$/.test(name));
    expect(readdirSync(join(run, out!)).sort()).toEqual(
      ['episodes.jsonl', 'results.csv', 'results.json', 'results.md', 'settings.json', 'timing.jsonl'].sort(),
    );
  });

  const short = [
    '--episodes',
    '1',
    '--max-steps',
    '3',
    '--gradient-samples',
    '2',
    '--output-samples',
    '2',
    '--workers',
    '1',
  ];

  it('evaluates lists, resumes with the same command, and refuses other settings in the same folder', () => {
    const out = join(folder, 'lists');
    const args = ['evaluate', '--lambda', '0,2', '--attacks', 'random,pgd:steps=2', '--out', out, ...short];
    const first = cli([...args, '--json']);
    expect(first.status).toBe(0);
    const report = JSON.parse(first.stdout);
    expect(report.settings.attack).toEqual(['random', 'pgd:steps=2']);
    expect(report.rows.length).toBe(6);
    expect(report.checks.length).toBeGreaterThan(5);
    const lines = () => readFileSync(join(out, 'episodes.jsonl'), 'utf8').trim().split('\n');
    const before = lines();
    // a finished file that lost its end is damaged
    writeFileSync(join(out, 'episodes.jsonl'), before.join('\n').slice(0, -10));
    expect(cli(['evaluate', '--resume', out])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('episodes.jsonl is shorter than it was'),
    });
    // as after a killed process: only the last episode is played again
    edit(join(out, 'settings.json'), (settings) => {
      delete settings.lines;
    });
    const again = cli(['evaluate', '--resume', out, '--json', '--workers', '1']);
    expect(again.status).toBe(0);
    expect(lines()).toEqual(before);
    expect(JSON.parse(again.stdout).rows.map(({ mean }: { mean: number }) => mean)).toEqual(
      report.rows.map(({ mean }: { mean: number }) => mean),
    );
    const other = cli([...args, '--output-samples', '3']);
    expect(other).toMatchObject({ status: 2, stdout: '' });
    expect(other.stderr).toContain('outputSamples 2, got 3');
    expect(lines().length).toBe(before.length);
  });

  it('prints Table 1 beside the paper’s figures', () => {
    const out = join(folder, 'table1');
    const { status, stdout } = cli(['table1', '--games', 'Catch', '--lambda', '0,2', '--out', out, ...short]);
    expect(status).toBe(0);
    expect(stdout).toContain('paper %');
    expect(readFileSync(join(out, 'table1.md'), 'utf8')).toContain('| catch |');
    expect(readFileSync(join(out, 'table1.csv'), 'utf8').trim().split('\n').length).toBe(3);
  });

  describe('on recorded states', () => {
    const states = () => join(folder, 'states');
    const record = (...more: string[]) =>
      cli(['record-states', '--states', '2', '--every', '5', '--out', states(), ...more]);
    const common = () => ['--states-from', states(), '--lambda', '0,4', '--output-samples', '2', '--workers', '1'];
    beforeAll(() => {
      expect(record().status).toBe(0);
    }, 60_000);

    it('replaces recorded states only with --overwrite', () => {
      const before = readFileSync(join(states(), 'states.json'), 'utf8');
      expect(record()).toMatchObject({ status: 0, stdout: expect.stringContaining('are already in') });
      const other = record('--seed', '2');
      expect(other).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(/states with seed 1, not 2: .*--overwrite/),
      });
      expect(readFileSync(join(states(), 'states.json'), 'utf8')).toBe(before);
      expect(record('--seed', '2', '--overwrite').status).toBe(0);
      expect(record('--overwrite').status).toBe(0);
      expect(readFileSync(join(states(), 'states.json'), 'utf8')).toBe(before);
    });

    it('sweeps numbers of samples', () => {
      const out = join(folder, 'sweep');
      const { status, stdout } = cli(['mc-sweep', ...common(), '--gradient-samples', '1,3', '--out', out]);
      expect(status).toBe(0);
      expect(stdout).toContain('samples per gradient of fgsm, 2 recorded states');
      expect(readFileSync(join(out, 'samples.svg'), 'utf8')).toContain('3 samples');
    });

    it('fills a grid', () => {
      const out = join(folder, 'grid');
      const attacks = ['--attacks', 'fgsm,random', '--gradient-samples', '2', '--defense', 'dwp50'];
      const { status, stdout } = cli(['state-grid', ...common(), ...attacks, '--out', out, '--json']);
      expect(status).toBe(0);
      expect(JSON.parse(stdout).rows.length).toBe(2 * (1 + 2));
      for (const file of ['results.json', 'results.csv', 'results.md', 'flips.svg', 'grid.jsonl']) {
        expect(existsSync(join(out, file)), file).toBe(true);
      }
    });
  });

  it('trains several seeds and plots them together; a second time nothing is left to do', () => {
    const runs = join(folder, 'seeds');
    const config = tinyConfig({ seed: 5, evaluationPeriodSteps: 200, evaluationEpisodes: 1 });
    const args = ['train', '--config', config, '--seeds', '2', '--parallel', '2', '--out', runs];
    const { status, stdout } = cli(args);
    expect(status).toBe(0);
    for (const run of ['seed-5', 'seed-6']) {
      expect(stdout).toMatch(new RegExp(`${run} +400 `));
      for (const file of ['model.json', 'evaluations.jsonl', join('best', 'model.json')]) {
        expect(existsSync(join(runs, run, file)), file).toBe(true);
      }
    }
    expect(existsSync(join(runs, 'learning-curve.png'))).toBe(true);
    expect(cli(args)).toMatchObject({ status: 2, stderr: expect.stringContaining('--resume') });
    expect(cli(['train', '--resume', runs])).toMatchObject({ status: 0, stdout });

    const run = join(runs, 'seed-5');
    const { seed, returns } = JSON.parse(readFileSync(join(run, 'best', 'evaluation.json'), 'utf8'));
    const again = ['--lambda', '0', '--defense', 'none', '--episodes', '1', '--seed', String(seed)];
    expect(cli(['evaluate', '--run', run, '--checkpoint', 'best', ...again]).status).toBe(0);
    const [out] = readdirSync(run).filter((name) => name.startsWith('evaluation-fgsm-none-best-'));
    const results = join(run, out!, 'episodes.jsonl');
    expect([JSON.parse(readFileSync(results, 'utf8')).return]).toEqual(returns);
  });

  it('says when nothing was learned, and does not cut seeds short or change them', () => {
    const runs = join(folder, 'brief-seeds');
    const args = ['train', '--config', tinyConfig(), '--seeds', '1', '--steps', '50', '--out', runs];
    const { status, stdout, stderr } = cli(args);
    expect(status).toBe(0);
    expect(stdout).toMatch(/seed-1 +50 /);
    expect(stderr).toMatch(/^warning: nothing was learned: .* \(100\), .* 50 steps; raise --steps$/m);
    const config = () => readFileSync(join(runs, 'seed-1', 'config.json'), 'utf8');
    const before = config();
    for (const [change, message] of [
      ['--steps 20', 'is at step 50, expected --steps of at least 50, got 20'],
      ['--envs 4', 'its run has environments 1, got 4'],
      ['--game TenPins', 'its run has game "catch", got "tenpins"'],
      ['--overwrite', '--seeds, --seed and --overwrite cannot be combined with --resume'],
    ] as const) {
      const refused = cli(['train', '--resume', runs, ...change.split(' ')]);
      expect(refused).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(message) });
      expect(config()).toBe(before);
    }
    const changes = ['--steps', '60', '--replay', 'raw', '--checkpoint-minutes', '3'];
    expect(cli(['train', '--resume', runs, ...changes]).status).toBe(0);
    expect(JSON.parse(config())).toMatchObject({ totalSteps: 60, replay: 'raw', checkpointPeriodMinutes: 3 });
  });

  it('plans a run without training', () => {
    const out = join(folder, 'planned');
    const { status, stdout } = cli(['train', '--config', tinyConfig(), '--out', out, '--plan', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ game: 'catch', totalSteps: 400, totalFrames: 1600, totalUpdates: 6, seeds: 1, parallel: 1 },
      measured: { learningStepsPerSecond: expect.any(Number), updatesPerSecond: expect.any(Number) },
    });
    expect(existsSync(out)).toBe(false);
  });

  it.each([
    ['a random game', ['--game', 'Catch'], 'films/film.webp', 'webp', 67],
    [
      'an attacked agent',
      ['--attack', 'pgd:steps=2:samples=1', '--defense', 'sap100', '--output-samples', '2'],
      'film.gif',
      'gif', // counts in hundredths of a second
      70,
    ],
  ])('films %s', async (_, args, file, format, delay) => {
    const { status, stdout } = cli(['play', ...args, '--steps', '3', '--out', file]);
    expect(status).toBe(0);
    expect(stdout).toContain(file);
    expect(await sharp(join(folder, file)).metadata()).toMatchObject({
      format,
      pages: 3,
      delay: [delay, delay, delay],
    });
  });
});

/** Starts the program, interrupts it once it has printed `after`, and waits for its end. */
function interrupted(args: readonly string[], after: RegExp): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn('node', [program, ...args], { cwd: folder, stdio: 'pipe' });
    let output = '';
    let sent = false;
    const listen = (chunk: Buffer) => {
      output += chunk;
      if (sent || !after.test(output)) return;
      sent = true;
      child.kill('SIGINT');
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('close', (status) => resolve({ status, output }));
  });
}

describe('Ctrl-C', () => {
  it('stops all seeds with a checkpoint, and they resume', async () => {
    const runs = join(folder, 'stopped-seeds');
    const config = tinyConfig({ totalSteps: 6000 });
    const args = ['train', '--config', config, '--seeds', '2', '--parallel', '2', '--out', runs, '--json'];
    const both = /"step":200,[\s\S]*"step":200,/;
    const { status, output } = await interrupted(args, both);
    expect(status).toBe(130);
    expect(output).toContain(`sap-atari train --resume ${runs}`);
    const made = ['seed-1', 'seed-2'].map(
      (run): number => JSON.parse(readFileSync(join(runs, run, 'model.json'), 'utf8')).step,
    );
    const furthest = Math.max(...made);
    expect(furthest).toBeLessThan(6000);
    const resumed = cli(['train', '--resume', runs, '--steps', String(furthest)]);
    expect(resumed.status).toBe(0);
    for (const run of ['seed-1', 'seed-2']) expect(resumed.stdout).toMatch(new RegExp(`${run} +${furthest} `));
  });

  it.each(['1', '2'])(
    'stops training with a checkpoint and prints a command that resumes it: --threads %s',
    async (threads) => {
      const run = join(folder, `stopped-${threads}`);
      const config = tinyConfig({ totalSteps: 5000 });
      const args = ['train', '--config', config, '--threads', threads, '--out', run, '--json'];
      const { status, output } = await interrupted(args, /"step":200,/);
      expect(status).toBe(130);
      expect(output).toContain(`sap-atari train --resume ${run}`);
      const stoppedAt = Number(/stopped at step (\d+)/.exec(output)?.[1]);
      expect(stoppedAt).toBeLessThan(5000);
      const resumed = cli(['train', '--resume', run, '--steps', String(stoppedAt + 100)]);
      expect(resumed.status).toBe(0);
      expect(JSON.parse(readFileSync(join(run, 'model.json'), 'utf8')).step).toBe(stoppedAt + 100);
    },
  );

  it('stops an evaluation and keeps the finished rows', async () => {
    const out = join(folder, 'stopped-evaluation');
    const short = ['--episodes', '1', '--max-steps', '300', '--gradient-samples', '50', '--output-samples', '50'];
    const child = interrupted(['evaluate', '--lambda', '0,1,2,4,8,16', '--out', out, ...short], /written|episodes/);
    const rows = join(out, 'results.json');
    const { status, output } = await child;
    expect(status).toBe(130);
    expect(output).toContain('Rerun the same command to resume');
    expect(JSON.parse(readFileSync(rows, 'utf8')).complete).toBe(false);
  });
});
