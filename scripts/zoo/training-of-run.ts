/** What a card says of one training, read from the rows of its run (docs/run-folder.md). */
import { join } from 'node:path';
import type { AgentCard } from '../../src/agent/zoo/card.js';
import type { Interval } from '../../src/common/interval.js';
import { readRows } from '../../src/storage/row-file.js';
import { evaluationsName, metricsName, timingName } from '../../src/storage/runs/names.js';
import type { EvaluationRow, MetricsRow } from '../../src/training/agent/agent-run.js';

type Training = AgentCard['trainings'][number];
type TimingRow = Readonly<Record<'step' | 'seconds' | 'processorSeconds', number>> & { readonly time: string };

/** The training of a run up to a step: that of the agent. @throws UsageError for damaged rows */
export function trainingOfRun(
  run: string,
  step: number,
): Omit<Training, 'command' | 'package' | 'initializedFrom' | 'sha256' | 'config'> {
  const metrics = readRows<MetricsRow>(join(run, metricsName));
  const times = trainedHours(readRows<TimingRow>(join(run, timingName)));
  const atStep = (to: number) => ({
    frames: metrics.findLast((row) => row.step <= to)?.frames ?? 0,
    ...hoursAt(to),
  });
  function hoursAt(to: number) {
    const { hours, processorHours } = times.findLast((row) => row.step <= to) ?? { hours: 0, processorHours: 0 };
    return { hours, processorHours };
  }
  const evaluations = readRows<EvaluationRow>(join(run, evaluationsName)).filter((row) => row.step <= step);
  const curve = evaluations.map(({ step: at, return: mean, returnLow: low, returnHigh: high, episodes }) => ({
    ...{ step: at, ...atStep(at), mean, episodes },
    interval: low === null || high === null ? null : ([low, high] satisfies Interval),
  }));
  return { steps: step, ...atStep(step), curve };
}

/**
 * The hours of all processes of a run at each row of its timing, and those of their threads on processors. Both count from the start of a
 * process; a process is a new one where it started after the row before was written.
 */
export function trainedHours(
  rows: readonly TimingRow[],
): ({ step: number } & Pick<Training, 'hours' | 'processorHours'>)[] {
  let [total, onProcessors] = [0, 0];
  return rows.map(({ step, time, seconds, processorSeconds }, i) => {
    const before = rows[i - 1];
    const isNew = !before || Date.parse(time) - seconds * 1000 > Date.parse(before.time);
    total += isNew ? seconds : seconds - before.seconds;
    onProcessors += isNew ? processorSeconds : processorSeconds - before.processorSeconds;
    return { step, hours: total / 3600, processorHours: onProcessors / 3600 };
  });
}
