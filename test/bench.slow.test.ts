/** Benches: every one works, in seconds, and refuses what it does not understand. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findAlePyRoms } from 'ale-js/node';
import { describe, expect, it } from 'vitest';
import { howToGetPeer } from '../bench/harness.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const npmRunBench = (...args: string[]) =>
  spawnSync(process.execPath, ['scripts/bench.mjs', ...args], { cwd: root, encoding: 'utf8' });
const names = readdirSync(new URL('../bench', import.meta.url)).flatMap((file) =>
  file.endsWith('.bench.ts') ? [file.replace('.bench.ts', '')] : [],
);

/** It plays commercial games, which only ale-py has. */
const ofAlePy = 'vector-ale';
const hasRoms = findAlePyRoms() !== undefined;
if (!hasRoms) console.warn(`SKIPPED figures of ${ofAlePy}: set PYTHON to a Python 3 with ale-py 0.12.1 and gymnasium`);

describe('npm run bench', () => {
  it.each(names)('%s --smoke prints its figures', (name) => {
    const { status, stdout, stderr } = npmRunBench(name, '--smoke');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(name === ofAlePy && !hasRoms ? /^no ROMs: set PYTHON to /m : / [\d.]+\n/);
    expect(stdout).not.toContain('NaN');
  });

  it('--help lists every bench with its flags, and runs none', () => {
    const { status, stdout } = npmRunBench('--help');
    expect(status).toBe(0);
    for (const name of names)
      expect(stdout).toMatch(new RegExp(`^${name}: [A-Z].*\\?.*\\n( {2}--.*\\n)* {2}--smoke`, 'm'));
  });

  it.each<[string[], string]>([
    [['state', '--rounds', 'nine'], 'state.bench.ts: --rounds: expected a whole number from 1, got "nine"'],
    [['state', '--rounds', '0'], 'state.bench.ts: --rounds: expected a whole number from 1, got "0"'],
    [['state', '--round', '9'], "state.bench.ts: Unknown option '--round'"],
    [['state', '--smoke', '9'], "state.bench.ts: Unexpected argument '9'"],
    [
      ['update', '--provider', 'tpu'],
      'update.bench.ts: --provider: expected one of cpu, wasm, webgpu, cuda, got "tpu"',
    ],
    [['nosuch'], 'bench: expected names of batch, '],
  ])('%j is refused in one line before anything runs', (args, message) => {
    const { status, stdout, stderr } = npmRunBench(...args);
    expect([status, stdout, stderr.trim().split('\n')]).toEqual([2, '', [expect.stringContaining(message)]]);
  });
});

it.each<[string, boolean, string]>([
  ['/usr/bin/python3', false, 'on Debian: apt-get install python3-torch libopenblas0-pthread; or set PYTHON'],
  ['/opt/venv/bin/python', false, '/opt/venv/bin/python -m pip install torch'],
  ['/no/python', true, 'PYTHON names no program: set it to a Python 3 that has PyTorch'],
])('a peer in %s (missing: %s) is got so: %s', (python, missing, advice) => {
  expect(howToGetPeer(python, missing)).toBe(advice);
});
