/** Trains for some seconds, in a folder that is deleted, to see what the loop needs on this machine. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../agent/config.js';
import type { Environment } from '../../env/environment.js';
import { mean } from '../../report/statistics/statistics.js';
import { readRows } from '../../storage/row-file.js';
import { metricsName } from '../../storage/run-folder.js';
import type { MetricsRow } from './agent-run.js';
import { train } from './train.js';

export interface Measurement {
  readonly stepsPerSecond: number;
  readonly updatesPerSecond: number;
  /** Mean length of the games; null when none ended. */
  readonly gameSteps: number | null;
  /** Of the process, the replay left out. */
  readonly residentBytes: number;
  /** Bytes of a transition in the replay, and in a checkpoint of it. */
  readonly replayBytes: number;
  readonly storedBytes: number;
  /** Bytes of all files that grow with the metrics, a row. */
  readonly bytesPerRow: number;
}

/** Steps and updates that go by first: kernels warm up, pages are allocated. */
const settling = { steps: 100, updates: 3 };
/** Updates that are measured at least, however slow they are. */
const leastUpdates = 3;
const never = Number.MAX_SAFE_INTEGER;

/** @param config says whether the loop explores or acts, and whether it learns; its length and periods do not count */
export async function probeTraining(
  config: Config,
  createEnvironments: (config: Config) => readonly Environment[],
  seconds: number,
): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'sap-atari-probe-'));
  const learns = config.warmUpSteps < never;
  const brief: Config = {
    ...config,
    ...{
      totalSteps: never,
      warmUpSteps: learns ? Math.min(config.warmUpSteps, settling.steps) : never,
    },
    ...{ evaluationPeriodSteps: 0, metricsPeriodSteps: 100, checkpointPeriodMinutes: never },
  };
  const controller = new AbortController();
  const begin = { step: 0, updates: 0, time: 0 };
  const end = { step: 0, updates: 0, time: 0, residentBytes: 0, replayBytes: 0 };
  try {
    await train(brief, {
      folder,
      environments: createEnvironments(brief),
      signal: controller.signal,
      onProgress({ step, updates, replayBytes }) {
        const now = { step, updates, time: performance.now() };
        const settled = step >= settling.steps && (!learns || updates >= settling.updates);
        if (!settled) return;
        if (begin.time === 0) Object.assign(begin, now);
        if (learns && updates < begin.updates + leastUpdates) return;
        if (now.time < begin.time + 1000 * seconds) return;
        Object.assign(end, now, { replayBytes, residentBytes: process.memoryUsage.rss() });
        controller.abort();
      },
    });
    const elapsed = (end.time - begin.time) / 1000;
    const rows = readRows<MetricsRow>(join(folder, metricsName));
    const lengths = rows.flatMap(({ length }) => length ?? []);
    const transitions = Math.min(end.step, config.replayCapacityTransitions);
    return {
      stepsPerSecond: (end.step - begin.step) / elapsed,
      updatesPerSecond: (end.updates - begin.updates) / elapsed,
      gameSteps: lengths.length === 0 ? null : mean(lengths),
      residentBytes: Math.max(0, end.residentBytes - end.replayBytes),
      replayBytes: end.replayBytes / transitions,
      storedBytes: bytesOf(folder, /checkpoints.*replay/) / transitions,
      bytesPerRow: bytesOf(folder, /\.jsonl$|tfevents/) / Math.max(1, rows.length),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of the files in a folder, at any depth, whose paths match. */
function bytesOf(folder: string, path: RegExp): number {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((each) => path.test(each));
  return paths.reduce((sum, each) => sum + statSync(join(folder, each)).size, 0);
}
