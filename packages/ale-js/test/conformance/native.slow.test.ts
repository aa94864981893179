import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { describeWithRoms } from '../helpers/commercial-roms.js';

const cli = fileURLToPath(new URL('../../dist/conformance/native/cli.js', import.meta.url));

/** @returns exit status, and the lines printed */
function run(options: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const env = { ...process.env, ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...options], { encoding: 'utf8', env });
  return { status, lines: `${stdout}${stderr}`.trim().split('\n') };
}

test('without ale-py, one line says that nothing was run', () => {
  expect(run([], { PATH: '', PYTHON: '' })).toEqual({
    status: 0,
    lines: ['NOT RUN: no ale-py was found (asked PYTHON, python3 and python); run `pip install ale-py`'],
  });
});

test('recordings are only written of everything', () => {
  expect(run(['--write', '--only', 'pong'])).toMatchObject({
    status: 2,
    lines: [expect.stringMatching(/^--write needs all/)],
  });
});

describeWithRoms('native ALE', ['Pong', 'TicTacToe3D'], () => {
  test('plays equal games, also after a state is restored within an unfinished frame', () => {
    const { lines } = run(['--all', '--only', '^(pong: plain|tic_tac_toe_3d: saved states)']);
    // ROMs without ale-py: nothing to compare with
    expect(lines.at(-1)).toMatch(/^2 equal, 0 different$|^NOT RUN/);
  });
});
