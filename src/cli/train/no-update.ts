/** Says that a run has ended before its first update. */
import { type Config, stepsBeforeLearning } from '../../agent/config.js';

/** Returns a warning in one line; undefined for a run that has learned. */
export function noUpdateWarning(config: Config): string | undefined {
  const warmUpSteps = stepsBeforeLearning(config);
  const { totalSteps, initFrom } = config;
  if (totalSteps > warmUpSteps) return undefined;
  const so = initFrom === null ? 'nothing was learned' : 'nothing was learned beyond the weights of --init-from';
  return `${so}: learning starts after warmUpSteps (${warmUpSteps}), and the run has ${totalSteps} steps; raise --steps`;
}
