/** What `worker` and the commands of a queue refuse before they ask a server. */
import { expect, it } from 'vitest';
import { openCli } from '../../helpers/cli.js';

const { cli } = openCli();

it.each([
  [['worker'], /expected --queue redis:\/\/HOST:PORT, or the variable SAP_ATARI_QUEUE/],
  [['worker', '--queue', 'http://u:secret@h'], /--queue: expected redis:\/\/HOST:PORT/],
  [['worker', '--queue', 'u:secret@h', '--store', '.'], /--queue: expected redis:\/\/HOST:PORT/],
  [['worker', '--queue', 'redis://h', '--store', 'nowhere'], /--store nowhere: expected a folder of sweeps/],
  [['sweep', 'status', '.'], /holds no sweep: expected plan.json/],
])('refuses %j in one line', (args, message) => {
  const { status, stderr, stdout } = cli(args);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
  expect(stderr.trim()).not.toContain('\n');
  expect(stderr).not.toContain('secret');
});
