/** Every program in examples/ runs and prints what it is about. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './helpers/temporary-folder.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
  spawnSync(command, args, { cwd: root, encoding: 'utf8', env: { ...process.env, ...environment } });
const cli = (...args: string[]) => run(process.execPath, [join(root, 'dist/cli/index.js'), ...args]);

/** Program → what it prints, line by line. */
const programs: Record<string, readonly RegExp[]> = {
  'step-environment.mjs': [
    /^catch: 28224 bytes per observation$/,
    /^random play: score -?\d+ after \d+ steps \(\d+ frames\)$/,
  ],
  'attack-observation.mjs': [
    /^Q clean: .*→ [A-Z]+$/,
    /^Q attacked: .*→ [A-Z]+$/,
    /^L∞ norm: 2 {2}adversarial: (true|false)$/,
  ],
  'own-attack.mjs': [
    /^no attack at λ 0: return -?\d/,
    /^brightness at λ 32: return -?\d/,
    /^random at λ 32: return -?\d/,
  ],
  'own-defense.mjs': [
    /^λ 0 {2}plain: return/,
    /^λ 0 {2}clip0\.5: return/,
    /^λ 1 {2}plain: return/,
    /^λ 1 {2}clip0\.5: return/,
  ],
  'own-network.mjs': [/^clean accuracy: 100 %$/, /^accuracy under PGD at λ 1: \d+ %$/, /λ 2: \d+ %$/, /λ 4: 0 %$/],
  'own-game/play.mjs': [/^three misses after \d+ frames, \d+ caught$/],
};

describe('examples', () => {
  it.each(Object.entries(programs))('%s', (name, expected) => {
    const { stdout, stderr, status } = run(process.execPath, [join('examples', name)]);
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.trim().split('\n');
    for (const [i, pattern] of expected.entries()) expect(lines[i]).toMatch(pattern);
  });

  it('are all listed here and in their README', () => {
    const files = readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((name) => name.endsWith('.mjs')).sort()).toEqual(Object.keys(programs).sort());
  });

  it('the game of one’s own is played by the command line', () => {
    const folder = temporaryFolder();
    copyFileSync(join(root, 'examples/own-game/games.json'), join(folder, 'games.json'));
    copyFileSync(join(root, 'roms/homebrew/catch.bin'), join(folder, 'catch_three.bin'));
    process.env.ALE_ROM_DIR = folder;
    try {
      const played = cli('train', '--game', 'Catch Three', '--steps', '300', '--out', join(folder, 'run'));
      expect([played.status, played.stderr.includes('sap-atari:')]).toEqual([0, false]);
    } finally {
      delete process.env.ALE_ROM_DIR;
    }
  });

  const python = process.env.PYTHON ?? 'python3';
  const hasPandas = spawnSync(python, ['-c', 'import pandas']).status === 0;
  it.skipIf(!hasPandas)('read_results.py (needs pandas in the interpreter of PYTHON)', () => {
    const folder = temporaryFolder();
    const [evaluation, states] = [join(folder, 'evaluation'), join(folder, 'states')];
    const quick = ['--lambda', '1', '--episodes', '1', '--gradient-samples', '1', '--output-samples', '1'];
    expect(cli('evaluate', ...quick, '--out', evaluation).status).toBe(0);
    expect(cli('record-states', '--states', '5', '--out', states).status).toBe(0);
    const { stdout, status } = run(python, ['examples/read_results.py', evaluation, states]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^fgsm +1 +plain +-?\d.*\n +sap100 +-?\d/m);
    expect(stdout).toMatch(/^5 states of catch mean gray level \d/m);
  });
});
