import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { plotLearningCurve } from '../../../src/training/agent/learning-curve.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const row = (step: number, mean: number | null, others: object = {}) =>
  `${JSON.stringify({ step, return: mean, ...others })}\n`;

/** A run that has come so far. */
function run(metrics: string, evaluations = '', folder = temporaryFolder()): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'metrics.jsonl'), metrics);
  if (evaluations !== '') writeFileSync(join(folder, 'evaluations.jsonl'), evaluations);
  return folder;
}
const plotted = async (folder: string) => {
  const [svg, png] = (await plotLearningCurve([folder], folder)) as [string, string];
  return { svg: readFileSync(svg, 'utf8'), png };
};
const marks = (svg: string, mark: string) =>
  [...svg.matchAll(new RegExp(`aria-roledescription="${mark}"`, 'g'))].length;

describe('plotLearningCurve', () => {
  it('draws a dot for each row that has the value, as SVG and PNG', async () => {
    const { svg, png } = await plotted(run(row(100, -3) + row(200, null, { loss: 1 }) + row(300, 5, { loss: 2 })));
    expect(marks(svg, 'point')).toBe(2 + 2); // returns and losses
    expect(marks(svg, 'line mark')).toBe(2);
    expect(svg).toContain('training');
    expect(svg).not.toContain('evaluation');
    const { format, width } = await sharp(png).metadata();
    expect(format).toBe('png');
    expect(width).toBeGreaterThan(500);
  });

  it('writes all numbers as CSV, with the metric names of CleanRL', async () => {
    const folder = run(
      row(100, -3, { length: 20, exploration: 1, loss: null, meanQ: null }) +
        row(200, 5, { length: 30, exploration: 0.5, loss: 0.25, meanQ: 1.5, aboveRandom: true }),
      row(150, 7, { length: 40 }),
    );
    const timing = [
      { step: 100, stepsPerSecond: 9, time: '2026' },
      { step: 200, stepsPerSecond: 10 },
      { step: 200, stepsPerSecond: 11 },
    ];
    writeFileSync(join(folder, 'timing.jsonl'), timing.map((each) => `${JSON.stringify(each)}\n`).join(''));
    const [, , path] = await plotLearningCurve([folder], folder);
    expect(path).toBe(join(folder, 'learning-curve.csv'));
    expect(readFileSync(path!, 'utf8').split('\n')).toEqual([
      'run,global_step,charts/episodic_return,charts/episodic_length,charts/SPS,charts/epsilon,losses/td_loss,losses/q_values,eval/episodic_return,eval/episodic_length',
      `${folder},100,-3,20,9,1,,,,`,
      `${folder},150,,,,,,,7,40`,
      `${folder},200,5,30,11,0.5,0.25,1.5,,`,
      '',
    ]);
  });

  it('has a line for evaluations', async () => {
    const { svg } = await plotted(run(row(100, 1) + row(200, 2), row(200, 9)));
    expect(svg).toContain('evaluation');
  });

  it('has a band for the intervals of evaluations, and a line for the last 100 episodes', async () => {
    const metrics = row(100, 1, { recentReturn: 1 }) + row(200, 2, { recentReturn: 1.5 });
    const { svg } = await plotted(run(metrics, row(200, 9, { returnLow: 8, returnHigh: 10 })));
    expect(marks(svg, 'area mark')).toBeGreaterThan(0);
    expect(svg).toContain('last 100 episodes');
    const { svg: without } = await plotted(run(metrics, row(200, 9)));
    expect(marks(without, 'area mark')).toBe(0);
  });

  it.each([
    ['bowling', 'Bowling', ['random play (23.1)']],
    ['catch', 'Catch', []],
  ])('names the game, and has lines of published scores: %s', async (game, name, lines) => {
    const folder = run(row(100, 20) + row(200, 30));
    const record = { format: 'sap-atari agent run 3', config: { game }, changes: [] };
    writeFileSync(join(folder, 'run.json'), JSON.stringify(record));
    const { svg } = await plotted(folder);
    expect(svg).toContain(`Learning curve of ${name} (`);
    expect(svg.match(/(random play|human) \([-\d.]+\)/g) ?? []).toEqual(expect.arrayContaining(lines));
    expect(/random play|human/.test(svg)).toBe(lines.length > 0);
  });

  it('draws mean and range of several seeds, without those that have no row yet', async () => {
    const folder = temporaryFolder();
    run(row(100, 1) + row(200, 2), '', join(folder, 'seed-1'));
    run(row(100, 3) + row(200, 6), '', join(folder, 'seed-10'));
    mkdirSync(join(folder, 'seed-3'));
    writeFileSync(join(folder, 'seed-3', 'config.json'), '{}');
    const { svg } = await plotted(folder);
    expect(svg).toContain('mean and range of 2 runs');
    expect(marks(svg, 'area mark')).toBe(1);
    expect(marks(svg, 'point')).toBe(0);
  });

  it('joins runs from several folders', async () => {
    const into = temporaryFolder();
    const [svg] = await plotLearningCurve([run(row(100, 1)), run(row(100, 2))], into);
    expect(readFileSync(svg!, 'utf8')).toContain('mean and range of 2 runs');
  });

  it('draws a long run with at most 400 points', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => row(i * 1000, i % 7)).join('');
    const { svg } = await plotted(run(rows));
    expect(marks(svg, 'point')).toBeLessThanOrEqual(400);
  });

  it.each([
    ['no metrics', undefined, 'holds no metrics'],
    ['no finished episode', row(100, null), 'no episode has ended yet'],
    [
      'rows of a classifier',
      '{"step":1,"epoch":1,"accuracy":0.5}\n',
      'expected a run of an agent, got one of a classifier',
    ],
    [
      'rows of version 0.1',
      '{"decision":100,"return":1,"epsilon":1}\n',
      /metrics\.jsonl was written by an older version of sap-atari: train anew$/,
    ],
  ])('refuses a folder with %s', async (_, metrics, message) => {
    const folder = metrics === undefined ? temporaryFolder() : run(metrics);
    await expect(plotLearningCurve([folder], folder)).rejects.toThrow(message);
  });

  it('refuses a run of an older version by its run.json', async () => {
    const folder = run(row(100, 1));
    writeFileSync(join(folder, 'run.json'), '{"format":"sap-atari agent run 1"}');
    await expect(plotLearningCurve([folder], folder)).rejects.toThrow(/run\.json .*was written by an older version/);
  });
});
