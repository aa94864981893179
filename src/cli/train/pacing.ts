/** What the time left of a training is estimated from. */
import { type Config, stepsBeforeLearning } from '../../agent/config.js';
import type { Pacing } from '../terminal/progress.js';
import { learningSeconds } from './long-training.js';

/**
 * Learning steps are up to hundreds of times slower than the random play of the warm-up. So the time left is that of the measured
 * learning rate until learning has begun, and unknown where it was not measured.
 * @param rate learning steps per second, as measured before the run
 */
export function pacingOf(
  { step, evaluationSeconds }: { readonly step: number; readonly evaluationSeconds: number },
  config: Config,
  rate?: number,
): Pacing {
  const warmUpSteps = stepsBeforeLearning(config);
  const { totalSteps } = config;
  const apart = { apartSeconds: evaluationSeconds };
  if (step > warmUpSteps) return { ...apart, stage: 'learning' };
  if (totalSteps <= warmUpSteps) return { ...apart, stage: 'warm-up' };
  const secondsLeft = rate === undefined ? undefined : () => learningSeconds(config, rate, step);
  return { ...apart, stage: 'warm-up', restDiffers: true, secondsLeft };
}
