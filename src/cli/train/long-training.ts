/** Says before a training of many hours how long it will take on this machine, and which config is shorter. */
import { type Config, stepsBeforeLearning } from '../../agent/config.js';
import { significant } from '../../common/format.js';
import type { Environments } from '../../env/environment-source.js';
import { updatesOf } from '../../training/agent/algorithms/schedules.js';
import { measureLearning } from '../../training/agent/plan.js';
import { duration } from '../terminal/duration.js';

/** Steps per second while the agent learns. */
type Rate = number;

const longSeconds = 12 * 3600;
/** An update on a slow machine. What is short even there is not measured. */
const slowUpdateSeconds = 0.25;

/** Whether a run may be so long that it is worth some seconds of measurement. */
export const mayBeLong = (config: Config): boolean => updatesOf(config) * slowUpdateSeconds >= longSeconds;

/** Returns the seconds that the steps after `step` take, without those of the warm-up and of evaluations. */
export const learningSeconds = (config: Config, rate: Rate, step = 0): number =>
  Math.max(0, config.totalSteps - Math.max(step, stepsBeforeLearning(config))) / rate;

export interface LongTrainingOptions {
  readonly createEnvironments: (config: Config) => Environments;
  /** The same command with configs/laptop.json. */
  readonly laptop: () => Config;
  /** Prints the line. */
  readonly warn: (line: string) => void;
  /** Returns the rate of a config on this machine; default: measures it for some seconds. */
  readonly measure?: (config: Config) => Promise<Rate>;
}

/** Measures the rate of a run that may be long, and warns if it is. Returns undefined for a run that is short in any case. */
export async function warnIfLong(config: Config, options: LongTrainingOptions): Promise<Rate | undefined> {
  const { createEnvironments, laptop, warn } = options;
  const measure = options.measure ?? ((each) => measureLearning(each, createEnvironments));
  if (!mayBeLong(config)) return undefined;
  const rate = await measure(config);
  const seconds = learningSeconds(config, rate);
  if (seconds < longSeconds) return rate;
  const smaller = laptop();
  const smallerSeconds = learningSeconds(smaller, await measure(smaller));
  const shorter =
    smallerSeconds < seconds
      ? `--config configs/laptop.json takes about ${duration(smallerSeconds)}`
      : '--steps makes it shorter';
  warn(
    `this training will take about ${duration(seconds)} on this machine (${significant(rate, 2)} steps/s while learning, without evaluations); ${shorter}, --plan tells more`,
  );
  return rate;
}
