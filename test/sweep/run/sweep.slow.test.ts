/** A sweep on this machine: the same results as one command, resumed where it stopped, with what failed kept apart. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCli, program } from '../../helpers/cli.js';

const { cli, folder, interrupted } = openCli();

const training = {
  ...{ totalSteps: 300, warmUpSteps: 100, learnPeriodSteps: 50, targetPeriodSteps: 200, metricsPeriodSteps: 100 },
  ...{ replayCapacityTransitions: 500, explorationHoldSteps: 0, explorationAnnealSteps: 100, evaluationPeriodSteps: 0 },
};
const options = { maxSteps: 20, outputSamples: 2, gradientSamples: 2 };
const evaluation = { attacks: ['fgsm', 'random'], lambdas: [1, 4], seeds: [1, 2], episodes: 1, options };

function writeSpec(name: string, changes: object = {}): string {
  const spec = {
    ...{ name, agents: ['bundled'], training: { games: ['Catch'], seeds: [1, 2], config: training } },
    ...{ evaluations: { fast: evaluation }, ...changes },
  };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(spec));
  return `${name}.json`;
}

const home = (name: string) => join(folder, 'runs/sweeps', name);
const hashes = (path: string) =>
  execFileSync('find', ['.', '-type', 'f', '!', '-name', 'timing.jsonl', '-exec', 'sha256sum', '{}', '+'], {
    ...{ cwd: path, encoding: 'utf8' },
  })
    .split('\n')
    .sort();

const seedsOf = (name: string): number[] =>
  JSON.parse(readFileSync(join(home(name), 'evaluations/fast/results.json'), 'utf8')).settings.seeds;

describe('sweep run', () => {
  it('gives the bytes that one evaluate of all agents and seeds gives', () => {
    const run = cli(['sweep', 'run', writeSpec('whole')]);
    expect([run.status, run.stderr]).toEqual([0, expect.stringContaining('9/9 jobs')]);
    const agents = readdirSync(join(home('whole'), 'agents')).sort();
    expect(agents.map((name) => name.replace(/-[0-9a-f]{8}$/, ''))).toEqual(['bundled', 'catch-1', 'catch-2']);
    const runs = [...agents.slice(1), agents[0]].map((name) => `agents/${name}`).join();
    const lists = ['--attacks', 'fgsm,random', '--defenses', 'sap100', '--lambda', '1,4', '--seeds', '1,2'];
    const others = ['--episodes', '1', '--max-steps', '20', '--output-samples', '2', '--gradient-samples', '2'];
    const one = cli(['evaluate', '--run', runs, ...lists, ...others, '--out', '../../../one', '--json'], home('whole'));
    expect(one.status).toBe(0);
    expect(hashes(join(home('whole'), 'evaluations/fast'))).toEqual(hashes(join(folder, 'one')));
  });

  it('adds nothing when it is run again, and only what is new when the grid grows', () => {
    const before = hashes(home('whole'));
    expect(cli(['sweep', 'run', 'whole.json']).status).toBe(0);
    expect(hashes(home('whole'))).toEqual(before);
    writeSpec('whole', { evaluations: { fast: { ...evaluation, seeds: [1, 2, 3] } } });
    expect(cli(['sweep', 'run', 'whole.json']).stderr).toContain('12/12 jobs');
    expect(seedsOf('whole')).toEqual([1, 2, 3]);
    writeSpec('whole');
    expect(cli(['sweep', 'run', 'whole.json']).stderr).toContain('9/9 jobs');
    expect(seedsOf('whole')).toEqual([1, 2]);
  });

  it('resumes after Ctrl-C with the same bytes', async () => {
    const path = writeSpec('stopped', { agents: undefined });
    const isBegun = () =>
      existsSync(join(home('stopped'), 'jobs')) && readdirSync(join(home('stopped'), 'jobs')).length > 0;
    const { status, output } = await interrupted(['sweep', 'run', path], isBegun);
    expect([status, output]).toEqual([130, expect.stringContaining('stopping')]);
    expect(cli(['sweep', 'run', path]).status).toBe(0);
    const reference = writeSpec('reference', { agents: undefined });
    expect(cli(['sweep', 'run', reference]).status).toBe(0);
    for (const part of ['evaluations', 'shards']) {
      expect(hashes(join(home('stopped'), part))).toEqual(hashes(join(home('reference'), part)));
    }
  });

  it('keeps a job that fails with its last lines, and does the others', () => {
    const path = writeSpec('failing', { training: undefined });
    expect(cli(['sweep', 'plan', path, '--no-measure']).status).toBe(0);
    const shard = JSON.parse(readFileSync(join(home('failing'), 'jobs.jsonl'), 'utf8').split('\n')[0]!);
    const blocked = join(home('failing'), shard.folder);
    execFileSync('mkdir', ['-p', blocked]);
    writeFileSync(join(blocked, 'notes.txt'), 'not an evaluation');
    const { status, stderr } = cli(['sweep', 'run', path, '--attempts', '2']);
    expect(status).toBe(1);
    expect(stderr).toContain('1 of 3 jobs failed, 1 wait for them');
    const failure = JSON.parse(readFileSync(join(home('failing'), `jobs/${shard.id}.failed.json`), 'utf8'));
    expect(failure).toMatchObject({ attempts: 2, reason: 'exit code 2', name: 'fast/bundled/1' });
    expect(failure.lastLines.join()).toContain('holds files ("notes.txt") but not an evaluation');
    rmSync(join(blocked, 'notes.txt'));
    expect(cli(['sweep', 'run', path]).status).toBe(0);
    expect(existsSync(join(home('failing'), `jobs/${shard.id}.failed.json`))).toBe(false);
  });

  it.each([
    [{ evaluations: { fast: { ...evaluation, options: { outputSample: 2 } } } }, /outputSample: expected an option of/],
    [{ evaluations: { fast: { ...evaluation, options: { maxSteps: -1 } } } }, /maxSteps: .*expected/],
    [
      { evaluations: { fast: { ...evaluation, checkpoints: ['last', 'best'] } } },
      /fast\.checkpoints: expected an eval/,
    ],
    [{ agents: ['nowhere'] }, /agents: expected folders of agents, or names such as bundled/],
    [{ training: { games: ['Cetch'], seeds: [1] } }, /Cetch/],
    [{ training: { games: ['Catch'], seeds: [1], vary: { learningrate: [1] } } }, /did you mean "learningRate"/],
    [{ evaluations: { fast: { ...evaluation, attacks: ['fgms'] } } }, /did you mean fgsm/],
  ])('refuses %j in one line', (changes, message) => {
    const { status, stderr, stdout } = cli(['sweep', 'plan', writeSpec('refused', changes)]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr.trim()).not.toContain('\n');
  });

  it('can be planned again where its agents could not be copied, as on a full disk', () => {
    const path = writeSpec('full', { training: undefined });
    const limited = `trap '' XFSZ; ulimit -f 64; exec node "$0" sweep plan ${path} --no-measure`;
    const { status, stderr } = spawnSync('bash', ['-c', limited, program], { cwd: folder, encoding: 'utf8' });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^sap-atari: cannot write .*model\.safetensors: .*\n$/),
    ]);
    const again = cli(['sweep', 'plan', path, '--no-measure']);
    expect([again.status, again.stdout]).toEqual([0, expect.stringContaining('3 jobs')]);
  });

  it('does not mix results of versions', () => {
    const path = writeSpec('older', { training: undefined });
    expect(cli(['sweep', 'plan', path, '--no-measure']).status).toBe(0);
    const plan = join(home('older'), 'plan.json');
    writeFileSync(plan, readFileSync(plan, 'utf8').replace(/"version": "[^"]+"/, '"version": "0.0.1"'));
    const { status, stderr } = cli(['sweep', 'run', path]);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/planned by sap-atari 0\.0\.1 .*another folder\n$/)]);
  });

  it('refuses lists that multiply to more jobs than fit', () => {
    const seeds = (count: number) => Array.from({ length: count }, (_, i) => i);
    const path = writeSpec('huge', {
      training: { games: ['Catch'], seeds: seeds(1001) },
      evaluations: { fast: { ...evaluation, seeds: seeds(500) } },
    });
    const { status, stderr } = cli(['sweep', 'plan', path]);
    expect([status, stderr]).toEqual([2, expect.stringContaining('expected at most 500,000 jobs, got 502,001')]);
  });
});
