/** `--engine tfjs` as a person uses it: with TensorFlow's own library where it is installed, and without. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { tensorflowPackages } from '../helpers/tensorflow-packages.js';

const program = fileURLToPath(new URL('../../dist/cli/index.js', import.meta.url));
const hide = fileURLToPath(new URL('../helpers/hide.cjs', import.meta.url));

function cli(folder: string, args: readonly string[], hidden?: string) {
  const hiding = hidden === undefined ? {} : { HIDE: hidden, NODE_OPTIONS: `--require ${JSON.stringify(hide)}` };
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args, '--engine', 'tfjs'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...hiding },
  });
  return { status, stdout, stderr };
}

describe('--engine tfjs', () => {
  const refusal = (option: string) => new RegExp(`^sap-atari: ${option} requires --engine onnx, got .*: leave it out`);

  it.each([
    ['train', '--threads', '2'],
    ['train', '--provider', 'webgpu'],
    ['evaluate', '--threads', '1'],
    ['evaluate', '--provider', 'webgpu'],
    ['state-grid', '--threads', '2'],
    ['mc-sweep', '--threads', '2'],
    ['table1', '--threads', '2'],
    ['results', '--threads', '2'],
    ['vision train', '--threads', '2'],
    ['vision evaluate', '--threads', '2'],
    ['vision figures', '--threads', '2'],
  ])('%s refuses %s, an option of the other engine', (command, option, value) => {
    const { status, stderr } = cli(temporaryFolder(), [...command.split(' '), option, value]);
    expect([status, stderr]).toEqual([2, expect.stringMatching(refusal(option))]);
    expect(stderr.trim()).not.toContain('\n');
  });

  it.each([[[]], [['--json']]])('without the package, names the slow one and what to install: evaluate %j', (more) => {
    const few = ['--attack', 'random', '--lambda', '0', '--defenses', 'sap100', '--output-samples', '1', ...more];
    const args = ['evaluate', ...few, '--episodes', '1', '--max-steps', '1', '--workers', '1'];
    const { status, stderr } = cli(temporaryFolder(), args, '@tensorflow/tfjs-node');
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(
      /^warning: TensorFlow\.js computes in plain JavaScript, .* npm install @tensorflow\/tfjs-node@/,
    );
    expect(stderr).toContain('\nTensorFlow.js backend: @tensorflow/tfjs-backend-cpu 4.22.0, on the CPU\n');
  });
});

const installed = tensorflowPackages[0];

describe.runIf(installed !== undefined)(`--engine tfjs on ${installed}`, () => {
  const named = new RegExp(`TensorFlow\\.js backend: ${installed} \\S+ with TensorFlow \\S+, on the [CG]PU\n`);
  const engine = { package: installed, backend: 'tensorflow', device: expect.stringMatching(/^[CG]PU$/) };
  const few = ['--lambda', '0,4', '--gradient-samples', '1', '--output-samples', '2', '--json'];
  const learning = {
    game: 'catch',
    totalSteps: 120,
    warmUpSteps: 100,
    replayCapacityTransitions: 500,
    metricsPeriodSteps: 20,
  };
  const classifier = {
    data: 'embedded',
    trainImages: 8,
    batchImages: 4,
    batchSlices: 2,
    epochs: 1,
    metricsPeriodSteps: 1,
  };

  it('train and evaluate finish', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'learning.json'), JSON.stringify(learning));
    const trained = cli(folder, ['train', '--config', 'learning.json', '--out', 'run', '--json']);
    expect(trained.status, trained.stderr).toBe(0);
    expect(trained.stderr).toMatch(named);
    expect(JSON.parse(trained.stdout.trim().split('\n').at(-1)!)).toMatchObject({ step: 120 });

    const games = ['--episodes', '1', '--max-steps', '3', '--workers', '2'];
    const evaluated = cli(folder, ['evaluate', '--run', 'run', ...games, ...few]);
    expect(evaluated.status, evaluated.stderr).toBe(0);
    expect(evaluated.stderr).toMatch(named);
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ complete: true, settings: { engine } });
  });

  it('state-grid finishes', () => {
    const grid = cli(temporaryFolder(), ['state-grid', '--states', '3', '--every', '2', ...few]);
    expect(grid.status, grid.stderr).toBe(0);
    expect(JSON.parse(grid.stdout)).toMatchObject({ complete: true, settings: { engine } });
  });

  it('vision train and vision evaluate finish', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'classifier.json'), JSON.stringify(classifier));
    const trained = cli(folder, ['vision', 'train', '--config', 'classifier.json', '--out', 'vision', '--json']);
    expect(trained.status, trained.stderr).toBe(0);
    expect(trained.stderr).toMatch(named);
    expect(trained.stdout.trim().split('\n')).toHaveLength(2);

    const evaluated = cli(folder, ['vision', 'evaluate', '--run', 'vision', '--images', '2', ...few]);
    expect(evaluated.status, evaluated.stderr).toBe(0);
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ complete: true, settings: { engine } });
  });
});
