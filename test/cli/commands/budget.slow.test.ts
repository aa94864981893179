/** `--budget`: whole rounds within a time, resumed with more time, planned, and refused where it is no time. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openCli } from '../../helpers/cli.js';

const { cli, folder } = openCli();
const short = ['--run', 'bundled', '--lambda', '0,2', '--max-steps', '5', '--output-samples', '2', '--workers', '1'];

it('plays at least one episode of every setting, and more when it is resumed', () => {
  const first = cli(['evaluate', ...short, '--budget', '0.001s', '--out', 'e']);
  expect(first.status).toBe(0);
  expect(first.stderr).toMatch(/budget of 0s: 1 episode of every setting and seed; \d+s used/);
  const more = cli(['evaluate', '--resume', 'e', '--budget', '20s', '--json']);
  expect(more.status).toBe(0);
  const { settings, rows } = JSON.parse(more.stdout);
  expect(settings.episodes).toBeGreaterThan(1);
  expect(rows.map(({ episodes }: { episodes: number }) => episodes)).toEqual(rows.map(() => settings.episodes));
  const stored = JSON.parse(readFileSync(join(folder, 'e', 'settings.json'), 'utf8'));
  expect(stored.choices.episodes).toBe(settings.episodes);
});

it('ends with as many episodes as --episodes allows', () => {
  const { stderr } = cli(['table1', '--runs', 'bundled', ...short.slice(2), '--budget', '1h', '--episodes', '2']);
  expect(stderr).toContain('budget of 1h0m: 2 episodes of every setting and seed');
});

it('is planned without playing', () => {
  const { status, stdout } = cli(['evaluate', ...short, '--budget', '1h', '--plan', '--out', 'planned']);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^budget {2}1h0m: about \d+ episodes of every setting; the table is one of each$/m);
});

it('is refused where it has no unit', () => {
  const { status, stderr } = cli(['evaluate', '--budget', '30']);
  expect(status).toBe(2);
  expect(stderr).toContain('expected a time above 0 with its unit (s, m, h or d), such as 30m or 1h30m');
});
