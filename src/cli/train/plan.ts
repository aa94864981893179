/** `train --plan`: the time, memory and disk space that the run will take here, as text or as JSON. */
import type { Config } from '../../agent/config.js';
import { hundredths, significant } from '../../common/format.js';
import { type Environments, firstEnvironment } from '../../env/environment-source.js';
import { bytesText } from '../../jobs/memory.js';
import { trainingMemory } from '../../training/agent/memory.js';
import { measureTraining, type Plan, planTraining, type Range } from '../../training/agent/plan.js';
import { freeBytes } from '../../training/probe.js';
import { duration } from '../terminal/duration.js';

export interface PlanOptions {
  readonly createEnvironments: (config: Config) => Environments;
  /** Folder of the run, or of the runs of the seeds. */
  readonly folder: string;
  readonly seeds: number;
  /** Runs at a time. */
  readonly parallel: number;
  /** Whether a run is to be resumed: the plan does not know how much of it is left. */
  readonly resumed: boolean;
  readonly json: boolean;
}

/** Measures for some seconds, then prints the plan. */
export async function printPlan(config: Config, options: PlanOptions): Promise<void> {
  const { createEnvironments, folder, seeds, parallel, resumed, json } = options;
  const free = freeBytes(folder); // before the measurement uses some
  const { actions } = await firstEnvironment(createEnvironments({ ...config, environments: 1 }));
  trainingMemory(config, actions.length); // throws where the run is not possible
  const plan = planTraining(config, await measureTraining(config, createEnvironments), actions.length, free);
  console.log(
    json ? JSON.stringify({ ...plan, seeds, parallel }, null, 2) : planText(plan, config, seeds, parallel, resumed),
  );
}

/** Others that use more of the machine than this make the measurement doubtful. */
const busyShare = 0.1;

/** `1h10m`, or `1h10m to 2h`; each `times` the value. */
const range = (seconds: Range, times = 1): string =>
  [...new Set(seconds.map((each) => duration(times * each)))].join(' to ');

function evaluationText({ seconds: { evaluation }, measured: { episodeSteps } }: Plan): string {
  if (evaluation[1] === 0) return 'no evaluations';
  const least =
    episodeSteps === null
      ? 'no random episode ended in the measurement'
      : `least: episodes of ${count(episodeSteps)} steps, as at random`;
  return `${range(evaluation)} evaluations (${least}; most: up to the limit of steps)`;
}

const count = (value: number): string => Math.round(value).toLocaleString('en-US');
const rate = (value: number): string => (value < 10 ? significant(value, 2) : count(value));

/** Parallel Q-learning has no replay. */
const replayText = (bytes: number): string => (bytes > 0 ? `replay ${bytesText(bytes)}, ` : '');

export function planText(plan: Plan, config: Config, seeds: number, parallel: number, resumed = false): string {
  const { measured, seconds, memoryBytes: memory, diskBytes: disk } = plan;
  const atATime = Math.min(seeds, parallel);
  const each = seeds > 1 ? ' per run' : '';
  const lines = [
    `${plan.game}: ${count(plan.totalSteps)} steps (${count(plan.totalFrames)} frames), ${count(plan.totalUpdates)} updates${each}`,
    `speed here  ${rate(measured.exploringStepsPerSecond)} steps/s exploring, ${rate(measured.actingStepsPerSecond)} acting, ${rate(measured.learningStepsPerSecond)} while learning, with ${rate(measured.updatesPerSecond)} updates/s; ${rate(measured.evaluatingStepsPerSecond)} in evaluations`,
    `time        ${range(seconds.total)}${each}: ${seconds.warmUp > 0 ? `${duration(seconds.warmUp)} warm-up, ` : ''}${duration(seconds.learning)} learning, ${evaluationText(plan)}`,
    `memory      ${bytesText(memory.total)}${each}: ${replayText(memory.replay)}rest ${bytesText(memory.rest)}; ${bytesText(memory.free)} are free`,
    `disk        ${bytesText(disk.total)}${each}: ${replayText(disk.replay)}networks ${bytesText(disk.networks)}, rows ${bytesText(disk.rows)}; ${bytesText(disk.free)} are free`,
  ];
  if (seeds > 1) {
    const rounds = Math.ceil(seeds / atATime);
    lines.push(
      `${seeds} seeds   ${range(seconds.total, rounds)}, ${atATime} at a time, if they do not slow each other down; memory ${bytesText(atATime * memory.total)}, disk ${bytesText(seeds * disk.total)}`,
    );
  }
  if (plan.othersShare > busyShare) {
    lines.push(
      `warning: other processes used ${hundredths(plan.othersShare, 0)} % of this machine’s processors during the measurement: an idle machine is faster`,
    );
  }
  if (atATime * memory.total > memory.free) {
    lines.push(`warning: more memory than is free; lower ${plan.lowerMemory}`);
  }
  if (seeds * disk.total > disk.free) lines.push('warning: more disk than is free; choose another --out');
  if (config.evaluationPeriodSteps > plan.totalSteps) {
    lines.push('note: no evaluation: evaluationPeriodSteps is larger than the number of steps');
  }
  if (resumed) lines.push('note: this is the plan of the whole run, with the steps that it has already taken');
  return lines.join('\n');
}
