/** `sweep slurm` without a cluster: its script runs with commands that do what Slurm's do. test/scale/slurm.sh runs it with Slurm. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { takeLease } from '../../../src/files/lease.js';
import type { SweepJob } from '../../../src/sweep/plan/jobs.js';
import { openCli } from '../../helpers/cli.js';
import { timelessFiles } from '../../helpers/folder-bytes.js';

const { cli, folder, environment } = openCli();
const fake = new URL('../../helpers/fake-slurm.mjs', import.meta.url).pathname;
for (const command of ['sbatch', 'squeue', 'scontrol']) {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'bin', command), `#!/bin/sh\nexec node '${fake}' ${command} "$@"\n`, { mode: 0o755 });
}

const config = {
  ...{ totalSteps: 300, warmUpSteps: 100, learnPeriodSteps: 50, targetPeriodSteps: 200, metricsPeriodSteps: 100 },
  ...{ replayCapacityTransitions: 500, explorationHoldSteps: 0, explorationAnnealSteps: 100, evaluationPeriodSteps: 0 },
};
const evaluation = {
  ...{ attacks: ['random'], lambdas: [1], seeds: [1, 2], episodes: 1 },
  options: { maxSteps: 20, outputSamples: 2 },
};
const spec = { training: { games: ['Catch'], seeds: [1, 2], config }, evaluations: { fast: evaluation } };

/** Plans a sweep. @param home its folder */
function planned(name: string, home: string, changes: object = {}) {
  const path = `${name}.json`;
  writeFileSync(join(folder, path), JSON.stringify({ ...spec, name, ...changes }));
  expect(cli(['sweep', 'plan', path, '--out', home, '--no-measure'])).toMatchObject({ status: 0, stderr: '' });
  const text = (file: string) => readFileSync(join(folder, home, file), 'utf8');
  const jobs = text('jobs.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as SweepJob);
  return { path, home, jobs, text };
}

/** Submits what is left. @returns what the script printed, and a line for each task that ended */
function submitted(
  { path, home }: { readonly path: string; readonly home: string },
  stopAt = '',
  flags: string[] = [],
) {
  const script = cli(['sweep', 'slurm', path, '--out', home, ...flags]);
  expect(script.stderr).toBe('');
  const state = mkdtempSync(join(folder, 'state-'));
  writeFileSync(join(state, 'log.txt'), '');
  const { status, stdout, stderr } = spawnSync('bash', {
    ...{ cwd: folder, input: script.stdout, encoding: 'utf8' },
    env: {
      ...{ ...process.env, ...environment, FAKE_SLURM: state, FAKE_SLURM_STOP_AT: stopAt },
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
    },
  });
  const tasks = readFileSync(join(state, 'log.txt'), 'utf8').trim().split('\n');
  return { script: script.stdout, status, stdout, stderr, tasks };
}

describe('sweep slurm', () => {
  it('gives the bytes of sweep run in a folder of any name, though a task is stopped and continued', () => {
    const sweep = planned('whole', `it's "a" $HOME %j; é`, { training: { ...spec.training, seeds: [1] } });
    const stopAt = join(folder, sweep.home, sweep.jobs[0]!.folder, 'lease.json');
    const { status, stdout, stderr, tasks } = submitted(sweep, stopAt, ['--throttle', '2', '--sbatch=--comment=a b']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.trim().split('\n')).toEqual([
      ...['1 whole/train: 1', '2 whole/evaluate-fast: 1', '3 whole/evaluate-fast: 1', '4 whole/merge-fast: 1'],
    ]);
    expect(tasks).toEqual([
      ...['whole/train 1: queued again after 143', 'whole/train 1: 0'],
      ...['whole/evaluate-fast 1: 0', 'whole/evaluate-fast 1: 0', 'whole/merge-fast 1: 0'],
    ]);
    expect(sweep.text('logs/slurm-1_1.txt')).toMatch(/stopping: the job .*stopped; the same command resumes.*done in/s);
    expect(cli(['sweep', 'run', sweep.path, '--out', 'reference']).status).toBe(0);
    for (const part of ['evaluations', 'shards']) {
      const files = timelessFiles(join(folder, sweep.home, part));
      expect(Object.keys(files).length).toBeGreaterThan(3);
      expect(files).toEqual(timelessFiles(join(folder, 'reference', part)));
    }
    expect(submitted(sweep)).toMatchObject({ status: 0, stdout: 'nothing is left to do\n', tasks: [''] });
  });

  it('does what does not need a failed job, and then only what is left', () => {
    const one = { ...evaluation, seeds: [1] };
    const sweep = planned('failing', 'failing', { evaluations: { fast: one } });
    const blocked = join(folder, sweep.home, sweep.jobs[0]!.folder);
    mkdirSync(blocked, { recursive: true });
    writeFileSync(join(blocked, 'notes.txt'), 'not a run');
    expect(submitted(sweep)).toMatchObject({
      status: 0,
      tasks: [
        ...['failing/train 1: 1', 'failing/train 2: 0'],
        ...['failing/evaluate-fast 1: cancelled', 'failing/evaluate-fast 2: 0', 'failing/merge-fast 1: cancelled'],
      ],
    });
    expect(sweep.text('logs/slurm-1_1.txt')).toMatch(/catch-1 failed \(exit code 2\): .*notes\.txt.*its log: logs\//);
    const part = sweep.jobs.find(({ needs }) => needs.includes(sweep.jobs[0]!.id))!;
    const dependent = cli(['sweep', 'job', sweep.home, part.id]);
    expect([dependent.status, dependent.stderr]).toEqual([1, expect.stringContaining('needs catch-1, which failed')]);
    rmSync(join(blocked, 'notes.txt'));
    expect(submitted(sweep)).toMatchObject({
      status: 0,
      tasks: ['failing/train 1: 0', 'failing/evaluate-fast 1: 0', 'failing/merge-fast 1: 0'],
    });
  });

  it.each([
    [['--sbatch', 'qos=low'], 'expected an option of sbatch'],
    [['--time', '12'], 'expected a time above 0 with its unit'],
    [['--array-size', '0'], 'expected a whole number'],
    [['--out', 'a\\b'], 'expected a folder without backslashes'],
  ])('refuses %j', (flags, message) => {
    writeFileSync(join(folder, 'refused.json'), JSON.stringify({ ...spec, name: 'refused' }));
    const { status, stdout, stderr } = cli(['sweep', 'slurm', 'refused.json', ...flags]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});

describe('sweep job', () => {
  it('says by its exit code whether another attempt makes sense', () => {
    const { home, jobs } = planned('codes', 'codes', { agents: ['bundled'], training: undefined });
    const [first, second, merge] = jobs as [SweepJob, SweepJob, SweepJob];
    const tried = (id: string) => {
      const { status, stdout, stderr } = cli(['sweep', 'job', home, id]);
      return [status, stdout + stderr];
    };
    expect(tried(merge.id)).toEqual([75, expect.stringContaining('needs fast/bundled/1, which is not done yet')]);
    expect(tried('0'.repeat(16))).toEqual([2, expect.stringContaining('expected the id of a job in its plan')]);
    mkdirSync(join(folder, home, first.folder), { recursive: true });
    const lease = takeLease(join(folder, home, first.folder));
    expect(tried(first.id)).toEqual([75, expect.stringContaining('another process writes to')]);
    lease.release();
    for (const { id } of [first, second, merge]) expect(tried(id)).toEqual([0, expect.stringContaining('done in')]);
    expect(timelessFiles(join(folder, home, 'evaluations'))).toHaveProperty('fast/results.json');
    const path = join(folder, home, 'plan.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"version": "[^"]+"/, '"version": "0.0.1"'));
    expect(tried(first.id)).toEqual([
      2,
      expect.stringMatching(/was planned by sap-atari 0\.0\.1 .*install that version/),
    ]);
  });
});
