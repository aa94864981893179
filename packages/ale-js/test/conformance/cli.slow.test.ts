import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const cli = fileURLToPath(new URL('../../dist/conformance/cli.js', import.meta.url));
const data = fileURLToPath(new URL('../../data/conformance/', import.meta.url));
let folder = '';

/** @returns exit status, and the lines printed */
function run(...options: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...options], {
    encoding: 'utf8',
    env: { ...process.env, INIT_CWD: folder },
  });
  return { status, lines: `${stdout}${stderr}`.trim().split('\n') };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ale-js-conformance-'));
  mkdirSync(join(folder, 'deep/rules'), { recursive: true });
  mkdirSync(join(folder, 'env'));
  copyFileSync(join(data, 'env/probe.json'), join(folder, 'env/whatever.json'));
  copyFileSync(join(data, 'rewards/alien.json'), join(folder, 'deep/rules/alien.json'));
  const pong = JSON.parse(readFileSync(join(data, 'rewards/pong.json'), 'utf8'));
  pong.steps[3][2] += 7;
  pong.steps[9][2] += 7;
  writeFileSync(join(folder, 'deep/rules/pong.json'), JSON.stringify(pong));
  writeFileSync(join(folder, 'deep/index.json'), '[{"name": "not a recording"}]');
  writeFileSync(join(folder, 'deep/notes.txt'), 'nor this');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the command line', () => {
  test('finds recordings in any subfolder by their contents, and reports the first mismatch', () => {
    const { status, lines } = run('--dir', '.');
    expect(status).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(
        /^FAILED deep\/rules\/pong: step 3 \(.\): expected \[reward, terminal, lives\] = \[.*\], got \[.*\]$/,
      ),
      '24 passed, 1 failed',
    ]);
  });

  test('counts only selected cases', () => {
    expect(run('--dir', folder, '--only', 'alien|paddles')).toEqual({ status: 0, lines: ['3 passed, 0 failed'] });
  });

  test('fails when there is nothing to run', () => {
    expect(run('--dir', 'deep', '--only', 'zzz')).toEqual({ status: 1, lines: ['0 passed, 0 failed'] });
  });

  test('reports a missing folder', () => {
    const { status, lines } = run('--dir', 'nowhere');
    expect(status).toBe(2);
    expect(lines[0]).toBe(`no folder ${join(folder, 'nowhere')}: expected one with recordings; give it with --dir DIR`);
  });
});
