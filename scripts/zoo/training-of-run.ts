/** What a card says of one training, read from the rows of its run (docs/run-folder.md). */
import { join } from 'node:path';
import type { AgentCard } from '../../src/agent/zoo/card.js';
import { createRandom } from '../../src/common/random.js';
import { bootstrapInterval } from '../../src/report/statistics/statistics.js';
import { readRows } from '../../src/storage/row-file.js';
import { evaluationsName, metricsName, timingName } from '../../src/storage/runs/names.js';
import type { EvaluationRow, MetricsRow } from '../../src/training/agent/agent-run.js';

type Training = AgentCard['trainings'][number];
type TimingRow = { readonly step: number; readonly time: string; readonly seconds: number };

/** The training of a run up to a step: that of the agent. @throws UsageError for damaged rows */
export function trainingOfRun(run: string, step: number): Pick<Training, 'steps' | 'frames' | 'hours' | 'curve'> {
  const metrics = readRows<MetricsRow>(join(run, metricsName));
  const hours = trainedHours(readRows<TimingRow>(join(run, timingName)));
  const atStep = (to: number) => ({
    frames: metrics.findLast((row) => row.step <= to)?.frames ?? 0,
    hours: hours.findLast((row) => row.step <= to)?.hours ?? 0,
  });
  const evaluations = readRows<EvaluationRow>(join(run, evaluationsName)).filter((row) => row.step <= step);
  const curve = evaluations.map(({ step: at, return: mean, episodes, returns }) => ({
    ...{ step: at, ...atStep(at), mean, episodes },
    interval: intervalOf(returns),
  }));
  return { steps: step, ...atStep(step), curve };
}

/** The 95 % interval of a mean, always from the same resamples; null for a single value. */
function intervalOf(values: readonly number[]): [number, number] | null {
  const interval = bootstrapInterval(values, createRandom(1));
  return interval ? [interval[0], interval[1]] : null;
}

/**
 * The hours of all processes of a run at each row of its timing. `seconds` counts from the start of a process; a process is a new
 * one where it started after the row before was written.
 */
export function trainedHours(rows: readonly TimingRow[]): { readonly step: number; readonly hours: number }[] {
  let total = 0;
  return rows.map(({ step, time, seconds }, i) => {
    const before = rows[i - 1];
    const isNew = !before || Date.parse(time) - seconds * 1000 > Date.parse(before.time);
    total += isNew ? seconds : seconds - before.seconds;
    return { step, hours: total / 3600 };
  });
}
