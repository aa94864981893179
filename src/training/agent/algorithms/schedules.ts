/** What changes with the steps of a training. */
import { type Config, stepsBeforeLearning } from '../../../agent/config.js';
import { linearSchedule } from '../../../agent/schedule.js';

/** Share of random actions, by step. */
export const explorationOf = (config: Config): ((step: number) => number) =>
  linearSchedule({
    start: config.explorationStart,
    end: config.explorationEnd,
    hold: config.explorationHoldSteps,
    anneal: config.explorationAnnealSteps,
  });

/** Learning rate, by step. */
export const learningRateOf = ({ learningRate, annealLearningRate, totalSteps }: Config): ((step: number) => number) =>
  linearSchedule({ start: learningRate, end: annealLearningRate ? 0 : learningRate, hold: 0, anneal: totalSteps });

/** Updates of a whole run. */
export function updatesOf(config: Config): number {
  const { totalSteps, learnPeriodSteps, environments, rolloutSteps, epochs, minibatches } = config;
  if (config.algorithm === 'pqn') return Math.ceil(totalSteps / (environments * rolloutSteps)) * epochs * minibatches;
  return Math.floor(Math.max(0, totalSteps - stepsBeforeLearning(config)) / learnPeriodSteps);
}
