/** A run that is killed again and again, anywhere, ends with the same bytes as one that was left alone. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createRandom } from '../../src/common/random.js';
import { newestFileSet } from '../../src/files/file-set.js';
import { program } from '../helpers/cli.js';
import { fingerprints } from '../helpers/fingerprints.js';
import { sampleSize } from '../helpers/sample.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

/** What runs of both algorithms have in common: much of the time goes into saving. */
const common = (totalSteps: number) => ({
  game: 'catch',
  totalSteps,
  explorationHoldSteps: 0,
  explorationAnnealSteps: 1000,
  explorationEnd: 0.7,
  metricsPeriodSteps: 25,
  checkpointPeriodMinutes: 0.001,
  // Most checkpoints are written during an evaluation.
  ...{ evaluationPeriodSteps: 150, evaluationEpisodes: 2, evaluationMaxSteps: 60 },
});

/** Real training in little. */
const algorithms = [
  {
    algorithm: 'ddqn',
    kills: sampleSize(20, 200),
    // The replay has full chunks and is overwritten.
    keys: {
      ...{ batchTransitions: 4, learnPeriodSteps: 20, targetPeriodSteps: 200, warmUpSteps: 100 },
      replayCapacityTransitions: 2600,
    },
  },
  {
    algorithm: 'pqn',
    kills: sampleSize(10, 100),
    // Two threads play and learn.
    keys: { environments: 4, rolloutSteps: 4, epochs: 1, minibatches: 2, threads: 2, gradientSlices: 2 },
  },
];

/** Starts the run, or resumes it where it has begun. It prints a line for each row of the metrics. */
function start(folder: string, configPath: string): ChildProcess {
  const begun = existsSync(join(folder, 'config.json'));
  const how = begun ? ['--resume', folder] : ['--config', configPath, '--out', folder];
  return spawn(process.execPath, [program, 'train', '--json', ...how], { stdio: ['ignore', 'pipe', 'ignore'] });
}

/** Starts the run and waits for its end. What it prints is read, since a full pipe would hold it up. */
async function runToEnd(folder: string, configPath: string): Promise<unknown> {
  const child = start(folder, configPath);
  child.stdout!.resume();
  return once(child, 'exit');
}

/** Resolves when the process has printed so many lines, or has ended. What it prints then is read on. */
function lines(child: ChildProcess, count: number): Promise<void> {
  return new Promise((resolve) => {
    let seen = 0;
    if (count === 0) resolve();
    const output = createInterface({ input: child.stdout! });
    output.on('line', () => ++seen === count && resolve());
    output.on('close', resolve);
  });
}

/** Whether a checkpoint is being written, or was when the process was killed. */
function hasUnfinishedSet(folder: string): boolean {
  const checkpoints = join(folder, 'checkpoints');
  if (!existsSync(checkpoints)) return false;
  const sets = readdirSync(checkpoints).filter((name) => /^\d{12}$/.test(name));
  return sets.some((name) => !existsSync(join(checkpoints, name, 'manifest.json')));
}

/** Resolves while a checkpoint is being written, or when the process has ended. */
async function checkpointBegins(folder: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null && !hasUnfinishedSet(folder)) await setTimeout(1);
}

it.each(algorithms)(
  'a run of $algorithm that is killed $kills times and resumed ends with the same bytes as an uninterrupted one',
  async ({ algorithm, kills, keys }) => {
    const config = { algorithm, ...common(150 * kills), ...keys };
    const parent = temporaryFolder();
    const configPath = join(parent, 'config.json');
    writeFileSync(configPath, JSON.stringify(config));
    const [whole, killed] = [join(parent, 'whole'), join(parent, 'killed')];

    const undisturbed = runToEnd(whole, configPath);
    const rng = createRandom(1);
    let [killedTimes, insideCheckpoints] = [0, 0];
    for (let kill = 0; kill < kills; kill++) {
      const child = start(killed, configPath);
      const end = once(child, 'exit');
      await lines(child, rng.integer(10));
      // Anywhere: at the start, in a round; and every other time among the files of a checkpoint.
      if (kill % 2 === 0) await setTimeout(rng.integer(120));
      else await checkpointBegins(killed, child);
      child.kill('SIGKILL');
      const [code, signal] = await end;
      if (code === 0) break; // a fast machine: the run has come to its end
      expect([code, signal]).toEqual([null, 'SIGKILL']);
      killedTimes++;
      if (hasUnfinishedSet(killed)) insideCheckpoints++;
    }
    expect(killedTimes).toBeGreaterThan(kills / 2);
    expect(insideCheckpoints).toBeGreaterThan(killedTimes / 4);
    const reached = newestFileSet(join(killed, 'checkpoints'))?.number;
    expect(await runToEnd(killed, configPath)).toEqual([0, null]);
    expect(await undisturbed).toEqual([0, null]);

    expect(reached).toBeGreaterThan(config.totalSteps / 4);
    expect(fingerprints(killed)).toEqual(fingerprints(whole));
  },
  2_400_000,
); // 20 kills: half a minute on two idle cores
