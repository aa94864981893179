import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { trainedHours, trainingOfRun } from '../../../scripts/zoo/training-of-run.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

/** A row of timing.jsonl that was written at a second of the day, of a process that uses one and a half processors. */
const row = (step: number, at: number, seconds: number) => ({
  ...{ step, seconds, processorSeconds: 1.5 * seconds },
  time: new Date(Date.UTC(2026, 0, 1, 0, 0, at)).toISOString(),
});

describe('trainedHours', () => {
  it.each([
    ['one process', [row(10, 100, 60), row(20, 160, 120)], [60, 120]],
    ['a resumed run', [row(10, 100, 60), row(20, 1000, 40), row(30, 1060, 100)], [60, 100, 160]],
    ['a process that was longer before its first row', [row(10, 100, 60), row(20, 300, 190)], [60, 250]],
    ['lost work, which took time too', [row(10, 100, 60), row(20, 200, 160), row(20, 1000, 50)], [60, 160, 210]],
    ['a machine that slept a while', [row(10, 100, 60), row(20, 200, 110)], [60, 110]],
    ['nothing', [], []],
  ])('counts the seconds of %s', (_, rows, seconds) => {
    expect(trainedHours(rows)).toEqual(
      rows.map(({ step }, i) => ({ step, hours: seconds[i]! / 3600, processorHours: (1.5 * seconds[i]!) / 3600 })),
    );
  });
});

describe('trainingOfRun', () => {
  const write = (folder: string, name: string, rows: readonly object[]) =>
    writeFileSync(join(folder, name), rows.map((each) => `${JSON.stringify(each)}\n`).join(''));

  it('ends with the agent, and has a point for each evaluation', () => {
    const run = temporaryFolder();
    write(
      run,
      'metrics.jsonl',
      [10, 20, 30].map((step) => ({ step, frames: 4 * step + 1 })),
    );
    write(run, 'timing.jsonl', [row(10, 3600, 1800), row(20, 5400, 3600), row(30, 7200, 5400)]);
    write(run, 'evaluations.jsonl', [
      { step: 12, return: 2, returnLow: 1, returnHigh: 3, episodes: 2 },
      { step: 25, return: 7, returnLow: null, returnHigh: null, episodes: 1 },
      { step: 30, return: 9, returnLow: null, returnHigh: null, episodes: 1 },
    ]);
    expect(trainingOfRun(run, 25)).toEqual({
      ...{ steps: 25, frames: 81, hours: 1, processorHours: 1.5 },
      curve: [
        { step: 12, frames: 41, hours: 0.5, processorHours: 0.75, mean: 2, episodes: 2, interval: [1, 3] },
        { step: 25, frames: 81, hours: 1, processorHours: 1.5, mean: 7, episodes: 1, interval: null },
      ],
    });
  });

  it('of a run that was stopped before its first row is empty', () => {
    expect(trainingOfRun(temporaryFolder(), 5)).toEqual({
      ...{ steps: 5, frames: 0, hours: 0, processorHours: 0, curve: [] },
    });
  });
});
