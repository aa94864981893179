/** Says before a training of many hours how long it will take on this machine, and which config is shorter. */
import { fileURLToPath } from 'node:url';
import type { Config } from '../../agent/config.js';
import { significant } from '../../common/format.js';
import type { Environment } from '../../env/environment.js';
import { measureLearning } from '../../training/agent/plan.js';
import { duration } from '../terminal/duration.js';

/** Steps per second while the agent learns. */
type Rate = number;

const longSeconds = 12 * 3600;
/** An update on a slow machine. What is short even there is not measured. */
const slowUpdateSeconds = 0.25;

/** The config for a night on two cores; see configs/. */
export const laptopConfig = fileURLToPath(new URL('../../../configs/laptop.json', import.meta.url));

/** Whether a run may be so long that it is worth some seconds of measurement. */
export function mayBeLong({ totalSteps, warmUpSteps, learnPeriodSteps }: Config): boolean {
  return ((totalSteps - warmUpSteps) / learnPeriodSteps) * slowUpdateSeconds >= longSeconds;
}

/** Returns the seconds that the steps after `step` take, without those of the warm-up and of evaluations. */
export const learningSeconds = ({ totalSteps, warmUpSteps }: Config, rate: Rate, step = 0): number =>
  Math.max(0, totalSteps - Math.max(step, warmUpSteps)) / rate;

export interface LongTrainingOptions {
  readonly createEnvironments: (config: Config) => readonly Environment[];
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
  const shorter =
    smaller.totalSteps < config.totalSteps
      ? `--config configs/laptop.json takes about ${duration(learningSeconds(smaller, await measure(smaller)))}`
      : '--steps makes it shorter';
  warn(
    `this training will take about ${duration(seconds)} on this machine (${significant(rate, 2)} steps/s while learning, without evaluations); ${shorter}, --plan tells more`,
  );
  return rate;
}
