import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openCli } from '../helpers/cli.js';

const { cli, folder, interrupted } = openCli();

it('prints its address, serves until Ctrl-C, and ends', async () => {
  mkdirSync(join(folder, 'runs'), { recursive: true });
  const { status, output } = await interrupted(['dashboard'], /dashboard\/\n/);
  expect(output).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/dashboard\/\n$/);
  expect(status).toBe(130);
});

it.each([
  [['nowhere'], /nowhere: expected a folder with runs, got none; train writes to runs\//],
  [['.', '--host', '0.0.0.0'], /--host 0\.0\.0\.0 requires --token/],
  [['.', '--token', 'short'], /--token: expected at least 12/],
  [['.', '--port', '70000'], /expected a whole number from 0 to 65535/],
])('refuses %j in one line', (args, message) => {
  const { status, stdout, stderr } = cli(['dashboard', ...args]);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
  expect(stderr.trim()).not.toContain('\n');
});
