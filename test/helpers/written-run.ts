/** Runs that were never trained: their files are written by the project's own writers. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, defaults } from '../../src/agent/config.js';
import { takeLease } from '../../src/files/lease.js';
import { rowFile } from '../../src/storage/row-file.js';
import { evaluationsName, metricsName, timingName } from '../../src/storage/runs/names.js';
import { layOutRun } from '../../src/storage/runs/run-folder.js';
import { agentRun, type EvaluationRow, type MetricsRow } from '../../src/training/agent/agent-run.js';

const stepsPerRow = 1000;

const metricsRow = (i: number, changes: Partial<MetricsRow> = {}): MetricsRow => {
  const learned = 1 - Math.exp(-i / 200);
  const noise = Math.sin(i * 12.9898) * 2;
  return {
    ...{ step: i * stepsPerRow, frames: i * stepsPerRow * 4, updates: i * 250, episodes: 3, truncated: 0 },
    ...{ return: 20 * learned + noise, length: 300, recentReturn: 20 * learned, humanNormalized: null },
    ...{ aboveRandom: null, loss: 0.01 + 0.1 / i, meanQ: learned, exploration: Math.max(0.1, 1 - i / 300) },
    ...changes,
  };
};

const evaluationRow = (i: number): EvaluationRow => ({
  ...{ step: i * stepsPerRow, episodes: 3, return: i, length: 300, returnLow: i - 1, returnHigh: i + 1 },
  ...{ humanNormalized: null, truncated: 0, stalledSteps: 0, exploration: 0.05, best: true },
  ...{ returns: [i - 1, i, i + 1], lengths: [300, 300, 300] },
});

const timingRow = (i: number, start = Date.parse('2026-01-01T00:00:00Z')) => ({
  ...{ step: i * stepsPerRow, time: new Date(start + i * 10_000).toISOString(), seconds: i * 10 },
  ...{ processorSeconds: i * 15, stepsPerSecond: 100, updatesPerSecond: 25, framesPerSecond: 400 },
  residentBytes: 5e8 + i * 1000,
});

/** Makes a run of so many rows. Every hundredth row has an evaluation beside it. */
export function writeRun(folder: string, rows: number, config: Partial<Config> = {}) {
  mkdirSync(folder, { recursive: true });
  layOutRun(agentRun, folder, { ...defaults, game: 'catch', seed: 1, totalSteps: 1e6, ...config });
  const [metrics, evaluations, timing] = [metricsName, evaluationsName, timingName].map((name) =>
    rowFile<object>(join(folder, name)),
  ) as [ReturnType<typeof rowFile>, ReturnType<typeof rowFile>, ReturnType<typeof rowFile>];
  let written = 0;
  const add = (count: number) => {
    for (const end = written + count; written < end; ) {
      metrics.add(metricsRow(++written));
      timing.add(timingRow(written));
      if (written % 100 === 0) evaluations.add(evaluationRow(written));
    }
  };
  add(rows);
  return {
    add,
    /** Marks the run as one that is being written. */
    takeLease: () => takeLease(folder),
  };
}
