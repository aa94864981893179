/** Trains one run in this process, with progress, until the end or Ctrl-C. */
import { type Config, stepsBeforeLearning } from '../../agent/config.js';
import { significant } from '../../common/format.js';
import { type TrainOptions, type TrainProgress, train } from '../../training/agent/train.js';
import { evaluationCommand } from '../agents/evaluation-command.js';
import type { TrainFlags } from './flags.js';
import { runInterruptibly } from './interruptible-run.js';
import { pacingOf } from './pacing.js';
import { evaluationText, returnText } from './return-text.js';
import type { openTrack } from './track.js';

interface Known {
  /** The game as people write it: `Bowling`. */
  readonly game: string;
  /** Learning steps per second, as measured before the run. */
  readonly rate: number | undefined;
  readonly track: ReturnType<typeof openTrack>;
}

export async function trainOne(
  config: Config,
  folder: string,
  { json, resume, overwrite, acceptConfigChanges }: TrainFlags,
  environments: Pick<TrainOptions, 'environments' | 'createEvaluationEnvironment' | 'initial'>,
  { game, rate, track }: Known,
): Promise<void> {
  const barText = createBarText(config);
  await runInterruptibly<TrainProgress>({
    ...{ json, folder },
    title: `training on ${config.game} into ${folder}, seed ${config.seed}${startText(environments.initial)}`,
    command: 'sap-atari train',
    evaluateCommand: evaluationCommand([folder], game),
    prolong: 'raise --steps to train on',
    update: (bar, progress) => bar.update(progress.step, barText(progress), pacingOf(progress, config, rate)),
    train: (surroundings) =>
      train(config, {
        ...{ ...environments, folder, overwrite, acceptConfigChanges, ...surroundings },
        track: track?.(surroundings.onWarning),
        resume: resume !== undefined,
      }),
  });
}

const startText = (initial: TrainOptions['initial']): string =>
  initial ? `, from the weights of ${initial.name} (step ${initial.agent.step})` : '';

/** Returns a function from progress to the bar's fields. */
function createBarText(config: Config): (progress: TrainProgress) => Record<string, string> {
  const warmUpSteps = stepsBeforeLearning(config);
  return ({ step, epsilon, metrics, evaluation }) => {
    return {
      'return (last 100 episodes)': returnText(metrics),
      ...(evaluation ? { evaluation: evaluationText(evaluation) } : {}),
      exploration: epsilon.toFixed(2),
      loss: metrics?.loss == null ? '–' : significant(metrics.loss, 2),
      Q: metrics?.meanQ?.toFixed(2) ?? '–',
      ...(step <= warmUpSteps ? { 'learning starts at': String(warmUpSteps) } : {}),
    };
  };
}
