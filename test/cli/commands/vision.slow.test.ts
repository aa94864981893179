/** The classifier's commands as a person uses them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const program = new URL('../../../dist/cli/index.js', import.meta.url).pathname;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sap-atari-vision-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cli = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('node', [program, 'vision', ...args], { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
};

const tiny = { data: 'embedded', trainImages: 8, batchImages: 4, batchSlices: 1, epochs: 1, learningRate: 0.01 };

describe('sap-atari vision', () => {
  it('trains, and evaluates what it has trained', () => {
    const more = { evaluationImages: 4, metricsPeriodSteps: 1 };
    writeFileSync(join(folder, 'tiny.json'), JSON.stringify({ ...tiny, ...more }));
    const trained = cli('train', '--config', 'tiny.json', '--seed', '3', '--json');
    expect(trained).toMatchObject({ status: 0, stderr: '' });
    expect(
      trained.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).step),
    ).toEqual([1, 2]);
    const run = 'runs/vision-embedded-3';
    expect(JSON.parse(readFileSync(join(folder, run, 'config.json'), 'utf8'))).toMatchObject({ ...tiny, seed: 3 });

    const options = [
      '--images',
      '2',
      '--lambda',
      '0,4',
      '--gradient-samples',
      '1',
      '--output-samples',
      '1',
      '--workers',
      '1',
      '--json',
    ];
    const evaluated = cli('evaluate', '--run', run, ...options);
    expect(evaluated.status, evaluated.stderr).toBe(0);
    const { complete, rows } = JSON.parse(evaluated.stdout);
    expect(complete).toBe(true);
    expect(rows.map(({ agent, lambda, images }: never) => [agent, lambda, images])).toEqual([
      ['plain', 0, 2],
      ['plain', 4, 2],
      ['sap100', 0, 2],
      ['sap100', 4, 2],
    ]);

    const few = [
      '--images',
      '1',
      '--lambda',
      '4',
      '--gradient-samples',
      '1',
      '--output-samples',
      '1',
      '--workers',
      '1',
      '--out',
      'out',
    ];
    const drawn = cli('figures', '--figure', 'adversarial', '--runs', `dense=${run},adv=${run}`, ...few);
    expect(drawn.status, drawn.stderr).toBe(0);
    expect(drawn.stdout).toContain('written to out/adversarial');
    expect(readdirSync(join(folder, 'out', 'adversarial')).sort()).toEqual([
      'README.md',
      'figure.csv',
      'figure.json',
      'figure.png',
      'figure.svg',
    ]);
    const command = `npx sap-atari vision figures --figure adversarial --runs dense=${run},adv=${run} --images 1 --lambda 4 --gradient-samples 1 --output-samples 1 --seed 1`;
    expect(readFileSync(join(folder, 'out', 'adversarial', 'README.md'), 'utf8')).toContain(command);
  });

  it('uses the newest run, else the bundled classifier, and says which', () => {
    const plain = ['--images', '1', '--lambda', '0', '--defense', 'none', '--workers', '1'];
    const newest = cli('evaluate', ...plain);
    expect(newest.status, newest.stderr).toBe(0);
    expect(newest.stdout).toMatch(
      /^classifier of embedded · runs\/vision-embedded-3 \(the newest run of a classifier\) · 1 of 1 epoch · last accuracy /,
    );
    renameSync(join(folder, 'runs'), join(folder, 'hidden'));
    const bundled = cli('evaluate', ...plain, '--json');
    expect(bundled.stderr).toMatch(
      /^classifier of embedded · bundled-dense \(the bundled classifier, since there is no /,
    );
    expect(JSON.parse(bundled.stdout).agents).toMatchObject([{ run: 'bundled-dense', epoch: 10, epochs: 10 }]);
    rmSync(join(folder, 'runs'), { recursive: true });
    renameSync(join(folder, 'hidden'), join(folder, 'runs'));
  });

  it('names no folder of this project in results of the bundled classifier', () => {
    const plain = ['--images', '1', '--lambda', '1', '--defense', 'none', '--workers', '1'];
    const evaluated = cli('evaluate', '--run', 'bundled-dense', ...plain);
    expect(evaluated.status, evaluated.stderr).toBe(0);
    const [, out] = /written to (runs\/vision-evaluation-bundled-dense-fgsm-none-[0-9a-f]{10})$/m.exec(
      evaluated.stdout,
    )!;
    const { runs } = JSON.parse(readFileSync(join(folder, out!, 'results.json'), 'utf8')).settings;
    expect(runs).toEqual(['bundled-dense']);
  });

  it.each([
    [['train', '--data', 'imagenet'], 'unknown data set'],
    [['train', '--resume', 'nowhere'], 'nowhere holds no run to resume'],
    [['figures', '--figure', 'figure-5', '--runs', 'dense=nowhere'], 'figure: expected one of headline, sap-sweep'],
    [['figures', '--figure', 'headline', '--runs', 'dense=nowhere,adv=nowhere'], 'nowhere holds no classifier'],
    [['evaluate', '--run', 'nowhere'], 'nowhere holds no classifier'],
  ])('%j is refused in one line', (args, message) => {
    const { status, stderr } = cli(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
