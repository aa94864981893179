/** What each command loads, and what it does where a native library is missing. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const cli = fileURLToPath(new URL('../../dist/cli/index.js', import.meta.url));
const helper = (name: string) => fileURLToPath(new URL(`../helpers/${name}`, import.meta.url));
const run = (args: readonly string[], env: Readonly<Record<string, string>>, flags: readonly string[] = []) =>
  spawnSync(process.execPath, [...flags, cli, ...args], { encoding: 'utf8', env: { ...process.env, ...env } });

/** Packages out of node_modules and vendor/ that the command line loads. */
function packagesOf(args: readonly string[]): string[] {
  const list = join(temporaryFolder(), 'loaded');
  const { status, stderr } = run(args, { LOADED: list }, ['--import', helper('loaded.mjs')]);
  expect([status, stderr]).toEqual([0, '']);
  const names = [...readFileSync(list, 'utf8').matchAll(/\/(?:node_modules|vendor)\/((?:@[^/]+\/)?[^/\n]+)\//g)];
  return [...new Set(names.map(([, name]) => name!))].sort();
}

describe('loads only what it needs:', () => {
  it.each<[string[], string[]]>([
    [['--help'], ['commander']],
    [['--version'], ['commander']],
    [['games'], ['commander']],
    [['roms', 'list'], ['commander']],
    [['help', 'games'], ['commander']],
  ])('%j', (args, packages) => {
    expect(packagesOf(args)).toEqual(packages);
  });

  it.each([[['train']], [['evaluate']], [['report']], [['vision', 'train']]])(
    '%j --help: no ONNX Runtime, no sharp',
    (args) => {
      const packages = packagesOf([...args, '--help']);
      expect(packages.filter((name) => /^onnxruntime-(node|web)$|sharp|^vega$/.test(name))).toEqual([]);
    },
  );
});

/** Runs as on a platform where requires by such paths find nothing. */
const runWithout = (hidden: string, args: readonly string[]) =>
  run(args, { HIDE: hidden, NODE_OPTIONS: `--require ${JSON.stringify(helper('hide.cjs'))}` });

const onWebAssembly =
  /^sap-atari: ONNX Runtime has no native library that loads on \S+ \(.+\): WebAssembly computes, 4 to 10 times slower$/;

describe('without a native library:', () => {
  const few = [
    '--lambda',
    '0,2',
    '--episodes',
    '1',
    '--max-steps',
    '3',
    '--gradient-samples',
    '1',
    '--output-samples',
    '2',
  ];
  const quick = ['--steps', '40', '--envs', '2'];
  it.each<[string, string[]]>([
    ['train', ['train', '--game', 'Catch', ...quick]],
    ['evaluate', ['evaluate', ...few, '--workers', '2']],
    [
      'vision evaluate',
      ['vision', 'evaluate', '--images', '2', '--lambda', '0,2', '--gradient-samples', '1', '--output-samples', '2'],
    ],
    ['export', ['export', '--onnx']],
  ])('%s computes on WebAssembly and says so once', (command, args) => {
    const out = join(temporaryFolder(), 'out');
    const { status, stderr } = runWithout('onnxruntime_binding', [
      ...args,
      ...(command === 'export' ? [] : ['--out']),
      out,
    ]);
    expect(stderr.split('\n').filter((line) => onWebAssembly.test(line))).toHaveLength(1);
    expect([status, stderr]).toEqual([0, expect.not.stringMatching(/^ {4}at |\[W:/m)]);
  });

  it('what draws pictures names sharp, in one line, and the rest works', () => {
    const out = join(temporaryFolder(), 'run');
    expect(runWithout('@img/sharp', ['train', '--game', 'Catch', ...quick, '--out', out]).status).toBe(0);
    const film = join(temporaryFolder(), 'film.webp');
    const { status, stderr } = runWithout('@img/sharp', ['play', '--out', film, '--steps', '2']);
    expect(stderr.trim()).toMatch(
      /^sap-atari: pictures need the package sharp, which does not load on \S+: install it with npm install sharp$/m,
    );
    expect([status, existsSync(film)]).toEqual([2, false]);
  });
});
