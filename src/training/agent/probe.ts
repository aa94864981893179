/** Measures speed, memory and disk space of an agent's training by a run of some seconds. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../agent/config.js';
import type { Environments } from '../../env/environment-source.js';
import { mean } from '../../report/statistics/statistics.js';
import { readRows } from '../../storage/row-file.js';
import { metricsName } from '../../storage/runs/names.js';
import { othersShare } from '../machine-load.js';
import { never, type ProbeOptions, probe, type Reading } from '../probe.js';
import type { MetricsRow } from './agent-run.js';
import { updatesOf } from './algorithms/schedules.js';
import { type TrainProgress, train } from './train.js';

export interface Measurement {
  readonly stepsPerSecond: number;
  readonly updatesPerSecond: number;
  /** Mean length of the episodes; null when none ended. */
  readonly episodeSteps: number | null;
  /** Of the process, without the replay. */
  readonly residentBytes: number;
  /** Bytes of a transition in a checkpoint of the replay. */
  readonly storedBytes: number;
  /** Bytes per row of all files that grow with the metrics. */
  readonly bytesPerRow: number;
  /** Share of the machine's processors that other processes used. */
  readonly othersShare: number;
}

/** Steps and updates before the measurement: kernels warm up, pages are allocated. */
const warmUp = { steps: 100, updates: 3 };
/** Updates to be measured, however slow they are. */
const leastUpdates = 3;

/** @param config says whether the loop explores or acts, and whether it learns; its length and periods do not count */
export function probeTraining(
  config: Config,
  createEnvironments: (config: Config) => Environments,
  seconds: number,
): Promise<Measurement> {
  const learns = updatesOf({ ...config, totalSteps: never }) > 0;
  const endless: Config = {
    ...config,
    ...{ totalSteps: never, warmUpSteps: learns ? Math.min(config.warmUpSteps, warmUp.steps) : never },
    ...{ evaluationPeriodSteps: 0, metricsPeriodSteps: 100, checkpointPeriodMinutes: never },
  };
  const options: ProbeOptions<TrainProgress> = {
    train: (probing) => train(endless, { ...probing, environments: createEnvironments(endless) }),
    seconds,
    isWarm: ({ step, updates }) => step >= warmUp.steps && (!learns || updates >= warmUp.updates),
    isEnough: (now, first) => !learns || now.updates >= first.updates + leastUpdates,
  };
  return probe(options, (first, last, folder) => measurementOf(first, last, folder, config));
}

function measurementOf(
  first: Reading<TrainProgress>,
  last: Reading<TrainProgress>,
  folder: string,
  { replayCapacityTransitions }: Config,
): Measurement {
  const { seconds, residentBytes } = last;
  const { step, updates, replayBytes } = last.progress;
  const elapsed = seconds - first.seconds;
  const rows = readRows<MetricsRow>(join(folder, metricsName));
  const lengths = rows.flatMap(({ length }) => length ?? []);
  const transitions = Math.min(step, replayCapacityTransitions);
  return {
    stepsPerSecond: (step - first.progress.step) / elapsed,
    updatesPerSecond: (updates - first.progress.updates) / elapsed,
    episodeSteps: lengths.length === 0 ? null : mean(lengths),
    residentBytes: Math.max(0, residentBytes - replayBytes),
    storedBytes: bytesOf(folder, /checkpoints.*replay/) / transitions,
    bytesPerRow: bytesOf(folder, /\.jsonl$|tfevents/) / Math.max(1, rows.length),
    othersShare: othersShare(first.load, last.load),
  };
}

/** Bytes of the files in a folder, at any depth, whose paths match. */
function bytesOf(folder: string, path: RegExp): number {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((each) => path.test(each));
  return paths.reduce((sum, each) => sum + statSync(join(folder, each)).size, 0);
}
