/**
 * An evaluation that is killed at any moment, and started again by the same command until it comes to its end, leaves the
 * bytes of one that nothing happened to.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createRandom } from '../../../src/common/random.js';
import { timelessFiles } from '../../helpers/folder-bytes.js';
import { sampleSize } from '../../helpers/sample.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const program = new URL('../../../dist/cli/index.js', import.meta.url).pathname;
const kills = sampleSize(5, 50);
/** Some dozens of games, each of a few milliseconds, so that most kills hit the writing of lines or results. */
const args = [
  ...['evaluate', '--attacks', 'random', '--lambda', '0,1,2', '--seeds', '1,2', '--episodes', '10'],
  ...['--max-steps', '3', '--output-samples', '2'],
];
const command = (folder: string, workers: number) => [program, ...args, '--workers', `${workers}`, '--out', folder];
const run = (folder: string, workers: number) =>
  spawnSync(process.execPath, command(folder, workers), { encoding: 'utf8' });

/** Kills a process so long after its first line is there. */
async function killedAfter(folder: string, workers: number, milliseconds: number): Promise<void> {
  const child = spawn(process.execPath, command(folder, workers), { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const lines = () => (readdirSync(folder).includes('episodes.jsonl') ? sizeOf(folder) : 0);
  const before = lines();
  while (lines() === before && child.exitCode === null) await setTimeout(1);
  await setTimeout(milliseconds);
  child.kill('SIGKILL');
  await ended;
}
const sizeOf = (folder: string) => readFileSync(join(folder, 'episodes.jsonl')).length;

/** One episode of some seconds for each of two agents. */
const longArgs = [
  ...['evaluate', '--attacks', 'fgsm', '--lambda', '2', '--episodes', '1', '--max-steps', '80'],
  ...['--output-samples', '100', '--gradient-samples', '100', '--workers', '2', '--out'],
];

it('continues an episode in which it was killed', async () => {
  const [whole, killed] = [temporaryFolder(), temporaryFolder()];
  const all = (folder: string) => spawnSync(process.execPath, [program, ...longArgs, folder], { encoding: 'utf8' });
  expect(all(whole)).toMatchObject({ status: 0 });

  const child = spawn(process.execPath, [program, ...longArgs, killed], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const parts = () => readdirSync(killed).includes('unfinished') && readdirSync(join(killed, 'unfinished')).length;
  while (!parts() && child.exitCode === null) await setTimeout(10);
  child.kill('SIGKILL');
  await ended;
  expect(parts()).toBeGreaterThan(0);

  expect(all(killed)).toMatchObject({ status: 0 });
  expect(timelessFiles(killed)).toEqual(timelessFiles(whole));
  expect(readdirSync(killed)).not.toContain('unfinished');
}, 600_000);

it(`comes to the same bytes after ${kills} kills`, async () => {
  const whole = temporaryFolder();
  expect(run(whole, 1)).toMatchObject({ status: 0 });
  const expected = timelessFiles(whole);
  expect(Object.keys(expected)).toEqual([
    ...['episodes.jsonl', 'results.csv', 'results.json', 'results.md', 'settings.json'],
  ]);

  const rng = createRandom(1);
  let folder = temporaryFolder();
  for (let kill = 0; kill < kills; kill++) {
    await killedAfter(folder, 1 + rng.integer(2), Math.round(rng.uniform() * 150));
    if (rng.uniform() < 0.4 || kill === kills - 1) {
      const { status, stderr } = run(folder, 1 + rng.integer(2));
      expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
      expect(timelessFiles(folder)).toEqual(expected);
      folder = temporaryFolder();
    }
  }
}, 1_800_000);
