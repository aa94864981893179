/** The comparison of recipes as a maintainer makes it: a run is trained, added, and compared. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { openCli } from '../../helpers/cli.js';

const { cli, folder, environment, tinyConfig } = openCli();
const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const out = join(folder, 'page');

function recipes(...args: string[]) {
  const env = { ...process.env, ...environment };
  const command = [at('scripts/recipes.mjs'), ...args, '--out', out];
  const { status, stdout, stderr } = spawnSync('node', command, { cwd: folder, env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

beforeAll(() => {
  const quick = ['--config', at('configs/quick.json'), '--game', 'Catch', '--steps', '300', '--out', 'runs/quick'];
  for (const args of [quick, ['--config', tinyConfig(), '--out', 'runs/tiny']]) {
    const { status, stderr } = cli(['train', ...args]);
    expect(status, stderr).toBe(0);
  }
});

it.each<[string, string[], string]>([
  ['no command', [], 'expected "add RUN…" or "page", got ""'],
  ['runs that are not added', ['page', 'runs/quick'], 'expected "add RUN…" or "page", got "page runs/quick"'],
  ['a folder that is missing', ['add', 'runs/none'], 'runs/none holds no agent'],
  ['a run of no recipe', ['add', 'runs/tiny'], 'runs/tiny: expected a run with one of the configs in configs/'],
  ['a run of no recipe after one of a recipe', ['add', 'runs/quick', 'runs/tiny'], 'runs/tiny: expected a run'],
  ['half an episode', ['add', 'runs/quick', '--episodes', '1.5'], '--episodes: expected a whole number'],
  [
    'a page without runs',
    ['page'],
    'expected cards of runs, got none; add a run with node scripts/recipes.mjs add RUN',
  ],
  ['an unknown option', ['page', '--all'], "Unknown option '--all'"],
])('refuses %s in one line, before anything is played', (_, args, says) => {
  const { status, stdout, stderr } = recipes(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^recipes: [^\n]*\n$/);
  expect(stderr).toContain(says);
  expect(existsSync(out)).toBe(false);
});

describe('add', () => {
  it('stores the card of a run, and makes the page', () => {
    const first = recipes('add', 'runs/quick', '--episodes', '2');
    expect(first.status, first.stderr).toBe(0);
    expect(first.stdout).toMatch(/runs\/catch-quick-1\.json: quick, seed 1, −?[\d.]+ \[.*\]\n$/);
    const again = recipes('add', 'runs/quick', '--episodes', '2');
    expect(again.stdout).toContain(', instead of an earlier run');

    const card = JSON.parse(readFileSync(join(out, 'runs/catch-quick-1.json'), 'utf8'));
    expect(card).toMatchObject({ weights: { dtype: 'F32' }, score: { episodes: 2 }, trainings: [{ steps: 300 }] });
    const page = readFileSync(join(out, 'README.md'), 'utf8');
    expect(page).toContain('| episodes |  | 2, environment seed 1, of the agent at the end of the run |');
    expect(page).toMatch(/^\| quick \| 1 \| 0\.0\d \| 300 \| 100 % \|/m);
    expect(page).toContain('--config configs/quick.json --seed 1 --steps 300 --out runs/catch-quick-1');
    for (const name of ['catch-frames.svg', 'catch-hours.svg']) expect(existsSync(join(out, name))).toBe(true);

    const [, ...args] = card.score.command.replace('runs/catch-quick-1', 'runs/quick').split(' ');
    expect(JSON.parse(cli([...args, '--json', '--out', 'again']).stdout).rows[0].mean).toBe(card.score.mean);
  });
});
