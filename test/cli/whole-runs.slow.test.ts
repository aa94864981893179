/** Whole runs of each command: train, evaluate, sweep, plan, film. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { editJson, openCli } from '../helpers/cli.js';

const { folder, cli, tinyConfig } = openCli();

describe('a whole run', () => {
  it('trains, is not overwritten by accident, and is evaluated', () => {
    const run = join(folder, 'run');
    expect(cli(['train', '--config', tinyConfig(), '--out', run]).status).toBe(0);
    for (const file of ['config.json', 'metrics.jsonl', 'model.json', 'model.safetensors']) {
      expect(existsSync(join(run, file)), file).toBe(true);
    }
    const again = cli(['train', '--config', tinyConfig(), '--out', run]);
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('--resume');

    const short = ['--episodes', '1', '--max-steps', '4', '--gradient-samples', '2', '--output-samples', '2'];
    const { status, stdout } = cli([
      'evaluate',
      '--run',
      run,
      '--lambda',
      '0,2',
      '--defense',
      'sap100',
      ...short,
      '--json',
    ]);
    expect(status).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.rows.map(({ lambda, agent }: { lambda: number; agent: string }) => [lambda, agent])).toEqual([
      [0, 'plain'],
      [0, 'sap100'],
      [2, 'plain'],
      [2, 'sap100'],
    ]);
    const [out] = readdirSync(run).filter((name) => /^evaluation-fgsm-sap100-[0-9a-f]{10}$/.test(name));
    expect(readdirSync(join(run, out!)).sort()).toEqual(
      ['episodes.jsonl', 'results.csv', 'results.json', 'results.md', 'settings.json', 'timing.jsonl'].sort(),
    );
  });

  const short = [
    '--episodes',
    '1',
    '--max-steps',
    '3',
    '--gradient-samples',
    '2',
    '--output-samples',
    '2',
    '--workers',
    '1',
  ];

  it('evaluates lists, resumes with the same command, and refuses other settings in the same folder', () => {
    const out = join(folder, 'lists');
    const args = ['evaluate', '--lambda', '0,2', '--attacks', 'random,pgd:steps=2', '--out', out, ...short];
    const first = cli([...args, '--json']);
    expect(first.status).toBe(0);
    const report = JSON.parse(first.stdout);
    expect(report.settings.attack).toEqual(['random', 'pgd:steps=2']);
    expect(report.rows.length).toBe(6);
    expect(report.checks.length).toBeGreaterThan(5);
    const lines = () => readFileSync(join(out, 'episodes.jsonl'), 'utf8').trim().split('\n');
    const before = lines();
    // a finished file that lost its end is damaged
    writeFileSync(join(out, 'episodes.jsonl'), before.join('\n').slice(0, -10));
    expect(cli(['evaluate', '--resume', out])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('episodes.jsonl is shorter than it was'),
    });
    // as after a killed process: only the last episode is played again
    editJson(join(out, 'settings.json'), (settings) => {
      delete settings.lines;
    });
    const again = cli(['evaluate', '--resume', out, '--json', '--workers', '1']);
    expect(again.status).toBe(0);
    expect(lines()).toEqual(before);
    expect(JSON.parse(again.stdout).rows.map(({ mean }: { mean: number }) => mean)).toEqual(
      report.rows.map(({ mean }: { mean: number }) => mean),
    );
    const other = cli([...args, '--output-samples', '3']);
    expect(other).toMatchObject({ status: 2, stdout: '' });
    expect(other.stderr).toContain('outputSamples 2, got 3');
    expect(lines().length).toBe(before.length);
  });

  it('prints Table 1 beside the paper’s figures', () => {
    const out = join(folder, 'table1');
    const { status, stdout } = cli(['table1', '--games', 'Catch', '--lambda', '0,2', '--out', out, ...short]);
    expect(status).toBe(0);
    expect(stdout).toContain('paper %');
    expect(readFileSync(join(out, 'table1.md'), 'utf8')).toContain('| catch |');
    expect(readFileSync(join(out, 'table1.csv'), 'utf8').trim().split('\n').length).toBe(3);
  });

  describe('on recorded states', () => {
    const states = () => join(folder, 'states');
    const record = (...more: string[]) =>
      cli(['record-states', '--states', '2', '--every', '5', '--out', states(), ...more]);
    const common = () => ['--states-from', states(), '--lambda', '0,4', '--output-samples', '2', '--workers', '1'];
    beforeAll(() => {
      expect(record().status).toBe(0);
    }, 60_000);

    it('replaces recorded states only with --overwrite', () => {
      const before = readFileSync(join(states(), 'states.json'), 'utf8');
      expect(record()).toMatchObject({ status: 0, stdout: expect.stringContaining('are already in') });
      const other = record('--seed', '2');
      expect(other).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(/states with seed 1, not 2: .*--overwrite/),
      });
      expect(readFileSync(join(states(), 'states.json'), 'utf8')).toBe(before);
      expect(record('--seed', '2', '--overwrite').status).toBe(0);
      expect(record('--overwrite').status).toBe(0);
      expect(readFileSync(join(states(), 'states.json'), 'utf8')).toBe(before);
    });

    it('sweeps numbers of samples', () => {
      const out = join(folder, 'sweep');
      const { status, stdout } = cli(['mc-sweep', ...common(), '--gradient-samples', '1,3', '--out', out]);
      expect(status).toBe(0);
      expect(stdout).toContain('samples per gradient of fgsm, 2 recorded states');
      expect(readFileSync(join(out, 'samples.svg'), 'utf8')).toContain('3 samples');
    });

    it('fills a grid', () => {
      const out = join(folder, 'grid');
      const attacks = ['--attacks', 'fgsm,random', '--gradient-samples', '2', '--defense', 'dwp50'];
      const { status, stdout } = cli(['state-grid', ...common(), ...attacks, '--out', out, '--json']);
      expect(status).toBe(0);
      expect(JSON.parse(stdout).rows.length).toBe(2 * (1 + 2));
      for (const file of ['results.json', 'results.csv', 'results.md', 'flips.svg', 'grid.jsonl']) {
        expect(existsSync(join(out, file)), file).toBe(true);
      }
    });
  });

  it('trains several seeds and plots them together; a second time nothing is left to do', () => {
    const runs = join(folder, 'seeds');
    const config = tinyConfig({ seed: 5, evaluationPeriodSteps: 200, evaluationEpisodes: 1 });
    const args = ['train', '--config', config, '--seeds', '2', '--parallel', '2', '--out', runs];
    const { status, stdout } = cli(args);
    expect(status).toBe(0);
    for (const run of ['seed-5', 'seed-6']) {
      expect(stdout).toMatch(new RegExp(`${run} +400 `));
      for (const file of ['model.json', 'evaluations.jsonl', join('best', 'model.json')]) {
        expect(existsSync(join(runs, run, file)), file).toBe(true);
      }
    }
    expect(existsSync(join(runs, 'learning-curve.png'))).toBe(true);
    expect(cli(args)).toMatchObject({ status: 2, stderr: expect.stringContaining('--resume') });
    expect(cli(['train', '--resume', runs])).toMatchObject({
      ...{ status: 0, stdout: stdout.replace(/^trained: /m, 'already trained: ') },
    });

    const run = join(runs, 'seed-5');
    const { seed, returns } = JSON.parse(readFileSync(join(run, 'best', 'evaluation.json'), 'utf8'));
    const again = ['--lambda', '0', '--defense', 'none', '--episodes', '1', '--seed', String(seed)];
    expect(cli(['evaluate', '--run', run, '--checkpoint', 'best', ...again]).status).toBe(0);
    const [out] = readdirSync(run).filter((name) => name.startsWith('evaluation-fgsm-none-best-'));
    const results = join(run, out!, 'episodes.jsonl');
    const episodes = readFileSync(results, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(episodes.filter(({ agent }) => agent === 'plain').map((episode) => episode.return)).toEqual(returns);
  });

  it('says when nothing was learned, and does not cut seeds short or change them', () => {
    const runs = join(folder, 'brief-seeds');
    const args = ['train', '--config', tinyConfig(), '--seeds', '1', '--steps', '50', '--out', runs];
    const { status, stdout, stderr } = cli(args);
    expect(status).toBe(0);
    expect(stdout).toMatch(/seed-1 +50 /);
    expect(stderr).toMatch(/^seed-1: warning: nothing was learned: .* \(100\), .* 50 steps; raise --steps$/m);
    const config = () => readFileSync(join(runs, 'seed-1', 'config.json'), 'utf8');
    const before = config();
    for (const [change, message] of [
      ['--steps 20', 'is at step 50, expected --steps of at least 50, got 20'],
      ['--envs 4', 'its run has environments 1, got 4'],
      ['--game TenPins', 'its run has game "catch", got "tenpins"'],
      ['--overwrite', '--seeds, --seed and --overwrite cannot be combined with --resume'],
    ] as const) {
      const refused = cli(['train', '--resume', runs, ...change.split(' ')]);
      expect(refused).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(message) });
      expect(config()).toBe(before);
    }
    const changes = ['--steps', '60', '--replay', 'raw', '--checkpoint-minutes', '3'];
    expect(cli(['train', '--resume', runs, ...changes]).status).toBe(0);
    expect(JSON.parse(config())).toMatchObject({ totalSteps: 60, replay: 'raw', checkpointPeriodMinutes: 3 });
  });

  it('plans a run without training', () => {
    const out = join(folder, 'planned');
    const { status, stdout } = cli(['train', '--config', tinyConfig(), '--out', out, '--plan', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ game: 'catch', totalSteps: 400, totalFrames: 1600, totalUpdates: 6, seeds: 1, parallel: 1 },
      measured: { learningStepsPerSecond: expect.any(Number), updatesPerSecond: expect.any(Number) },
    });
    expect(existsSync(out)).toBe(false);
  });

  it.each([
    ['a random game', ['--random', '--game', 'Catch'], 'films/film.webp'],
    [
      'an attacked agent',
      ['--attack', 'pgd:steps=2:samples=1', '--defense', 'sap100', '--output-samples', '2'],
      'film.webp',
    ],
  ])('films %s', async (_, args, file) => {
    const { status, stdout } = cli(['play', ...args, '--steps', '3', '--out', file]);
    expect(status).toBe(0);
    expect(stdout).toContain(file);
    expect(await sharp(join(folder, file), { pages: -1 }).metadata()).toMatchObject({
      ...{ format: 'webp', pages: 4, loop: 0 },
      delay: [67, 66, 67, 1333], // the last picture shows the score at the end
    });
  });
});
