/** The packages as users get them: packed, installed from the registry alone into an empty project, and used there. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleSize } from './helpers/sample.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const tool = (name: string) => join(root, 'node_modules', '.bin', name);
/** A name that a shell, a URL and an old encoding would each get wrong. */
const folder = join(realpathSync(mkdtempSync(join(tmpdir(), 'sap-atari-'))), 'un café');
const project = join(folder, 'project');
let tarballs: string[];

/** Neither variables that npm set for this run nor ours reach the commands. */
const { ONNXRUNTIME_NODE_INSTALL: _, ...inherited } = process.env;
const clean = Object.fromEntries(
  Object.entries(inherited).filter(([key]) => !/^npm_(config|package|lifecycle)_/i.test(key)),
);

function run(
  command: string,
  args: readonly string[],
  { cwd = project, env = {} }: { cwd?: string; env?: object } = {},
) {
  const shell = process.platform === 'win32';
  const result = spawnSync(command, args, { cwd, encoding: 'utf8', shell, env: { ...clean, ...env } });
  expect([result.status, result.status === 0 ? '' : result.stderr + result.stdout]).toEqual([0, '']);
  return result;
}

beforeAll(() => {
  mkdirSync(project, { recursive: true });
  for (const workspace of [['--workspace', 'ale-js'], ['--workspace', 'sap-atari-zoo'], []]) {
    run('npm', ['pack', '--ignore-scripts', ...workspace, '--pack-destination', folder], { cwd: root });
  }
  tarballs = readdirSync(folder)
    .filter((name) => name.endsWith('.tgz'))
    .map((name) => join(folder, name));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'project', version: '1.0.0', type: 'module' }));
  run('npm', ['install', ...tarballs]);
}, 600_000);
afterAll(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

describe('the packed packages', () => {
  it('install without a script that could download anything', () => {
    const { packages } = JSON.parse(readFileSync(join(project, 'node_modules', '.package-lock.json'), 'utf8'));
    const withScripts = Object.entries<{ hasInstallScript?: boolean }>(packages).filter(
      ([, { hasInstallScript }]) => hasInstallScript,
    );
    expect(withScripts.map(([path]) => path)).toEqual([]);
  });

  it('have the agents of the zoo', () => {
    const names = (zoo: string) => readdirSync(zoo, { recursive: true }).sort();
    const installed = names(join(project, 'node_modules/sap-atari-zoo/agents'));
    expect(installed).toEqual(names(join(root, 'packages/zoo/agents')));
    expect(installed).toContain('README.md');
  });

  it('quick start: train, evaluate and export, by the native library where there is one', () => {
    const cli = (...args: string[]) => run('npx', ['sap-atari', ...args]);
    const trained = cli('train', '--game', 'Catch', '--steps', '1100', '--envs', '4', '--out', 'runs/quick');
    const native = existsSync(join(root, 'vendor/onnxruntime-node/bin/napi-v6', process.platform, process.arch));
    expect(/WebAssembly computes/.test(trained.stderr)).toBe(!native);
    const few = [
      '--lambda',
      '0,4',
      '--episodes',
      '1',
      '--max-steps',
      '5',
      '--gradient-samples',
      '1',
      '--output-samples',
      '2',
    ];
    expect(cli('evaluate', '--run', 'runs/quick', ...few).stdout).toContain('sap100');
    expect(cli('export', '--run', 'runs/quick', '--onnx', 'catch.onnx').stdout).toContain('catch.onnx');
    expect(cli('games').stdout).toContain('Catch');
  });

  it('both are libraries of JavaScript', () => {
    writeFileSync(
      join(project, 'use.js'),
      `import { createALEModule } from 'ale-js';
import { compile, loadAgent } from 'sap-atari';
const { ALEInterface } = await createALEModule();
const runner = await compile((x) => [x], { inputs: [{ shape: [2] }] });
const [same] = await runner.run([Float32Array.of(1, 2)]);
console.log(typeof ALEInterface, typeof loadAgent, ...same);
`,
    );
    expect(run(process.execPath, ['use.js'])).toMatchObject({ stdout: 'function function 1 2\n', stderr: '' });
  });

  it.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('both are libraries of TypeScript, strictly, module %s, resolution %s', (module, moduleResolution) => {
    const uses = {
      'console.ts': `import { createALEModule } from 'ale-js';
import { romFolders } from 'ale-js/node';
export const screen = async (): Promise<Uint8Array> => new (await createALEModule()).ALEInterface().getScreenRGB();
export const folders: readonly string[] = romFolders({ ALE_ROM_DIR: 'roms' });
`,
      'agent.ts': `import { type Agent, compile, fgsm, loadAgent } from 'sap-atari';
export const agent: Agent = loadAgent('runs/quick');
export const runner = compile((x) => [x!], { inputs: [{ shape: [2] }], results: [] });
export const attack = fgsm();
`,
    };
    for (const [name, text] of Object.entries(uses)) writeFileSync(join(project, name), text);
    const common = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022', '--module', module];
    const options = [...common, '--moduleResolution', moduleResolution, '--types', ''];
    run(tool('tsc'), [...options, '--skipLibCheck', 'false', '--lib', 'es2023', 'console.ts']);
    // TensorFlow.js's own declarations do not pass without skipLibCheck.
    const { stdout } = run(tool('tsc'), [...options, '--skipLibCheck', '--listFiles', 'agent.ts']);
    expect(stdout).toContain('tfjs-core');
    expect(stdout).not.toMatch(/tfjs-layers|tfjs-node|tensorflow\/tfjs\//);
  });

  it.runIf(sampleSize(0, 1))('they install by npm 10 as well, and compute without the native library', () => {
    const other = join(folder, 'npm 10');
    mkdirSync(other);
    writeFileSync(join(other, 'package.json'), JSON.stringify({ name: 'other', version: '1.0.0' }));
    run('npx', ['--yes', 'npm@10', 'install', ...tarballs], { cwd: other });
    const env = {
      HIDE: 'onnxruntime_binding',
      NODE_OPTIONS: `--require ${JSON.stringify(join(root, 'test/helpers/hide.cjs'))}`,
    };
    const { stderr } = run('npx', ['sap-atari', 'train', '--steps', '40', '--out', 'run'], { cwd: other, env });
    expect(stderr.match(/WebAssembly computes/g)).toHaveLength(1);
  });

  it.runIf(sampleSize(0, 1)).each([10, 11])('the command of README.md installs tfjs-node: npm %i', (version) => {
    const clone = join(folder, `clone, npm ${version}`);
    mkdirSync(clone);
    for (const name of ['package.json', 'package-lock.json']) cpSync(join(root, name), join(clone, name));
    for (const name of ['packages/ale-js/package.json', 'packages/zoo/package.json']) {
      cpSync(join(root, name), join(clone, name), { recursive: true });
    }
    for (const cwd of [project, clone]) {
      // Without the scripts, which download from elsewhere.
      const wanted = ['--ignore-scripts', '@tensorflow/tfjs-node@4.22.0'];
      run('npx', ['--yes', `npm@${version}`, 'install', ...wanted], { cwd });
      const installed = join(cwd, 'node_modules/@tensorflow/tfjs-node');
      expect(existsSync(join(installed, 'dist'))).toBe(true);
      rmSync(installed, { recursive: true });
    }
  });
});
