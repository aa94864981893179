/** `vision train`: resolves the config, opens the images, and trains a classifier until the end or Ctrl-C. */
import { join } from 'node:path';
import { percent, significant } from '../../common/format.js';
import { openVisionData } from '../../training/classifier/data.js';
import { measureVisionTraining, planVisionTraining } from '../../training/classifier/plan.js';
import { trainClassifier, type VisionProgress } from '../../training/classifier/train.js';
import type { VisionConfig } from '../../vision/config.js';
import { prepareTensorFlow } from '../options/engine.js';
import type { Pacing } from '../terminal/progress.js';
import { runInterruptibly } from './interruptible-run.js';
import { openTrack, type TrackFlags } from './track.js';
import { resolveVisionConfig, type VisionConfigFlags } from './vision-config.js';
import { visionPlanText } from './vision-plan.js';

export interface VisionTrainFlags extends VisionConfigFlags, TrackFlags {
  readonly overwrite: boolean;
  readonly acceptConfigChanges: boolean;
  readonly plan: boolean;
  readonly json: boolean;
}

/** Sets the exit code when the training is stopped. */
export async function trainVision(flags: VisionTrainFlags): Promise<void> {
  const { json, resume, overwrite, acceptConfigChanges } = flags;
  const config = resolveVisionConfig(flags);
  const track = openTrack(flags);
  await prepareTensorFlow(config.engine, flags);
  const set = await openVisionData(config);
  const folder = resume ?? flags.out ?? join('runs', `vision-${set.name}-${config.seed}`);
  if (flags.plan) {
    const plan = planVisionTraining(config, set, await measureVisionTraining(config, set), folder);
    console.log(json ? JSON.stringify(plan, null, 2) : visionPlanText(plan));
    return;
  }
  await runInterruptibly<VisionProgress>({
    ...{ json, folder },
    title: `training on ${set.name} into ${folder}, seed ${config.seed}`,
    command: 'sap-atari vision train',
    evaluateCommand: `sap-atari vision evaluate --run ${folder}`,
    update: (bar, progress) => bar.update(progress.step, fieldsOf(progress), pacingOf(progress, config)),
    train: (surroundings) =>
      trainClassifier(config, {
        ...{ folder, set, overwrite, acceptConfigChanges, resume: resume !== undefined },
        ...{ ...surroundings, track: track?.(surroundings.onWarning) },
      }),
  });
}

/** Adversarial training starts at the second epoch, and is several times slower than the first. */
function pacingOf({ epoch, evaluationSeconds }: VisionProgress, { adversarialShare, epochs }: VisionConfig): Pacing {
  const clean = adversarialShare > 0 && epoch <= 1;
  return {
    stage: clean ? 'first epoch' : 'training',
    restDiffers: clean && epochs > 1,
    apartSeconds: evaluationSeconds,
  };
}

const fieldsOf = ({ epoch, learningRate, metrics, evaluation }: VisionProgress): Record<string, string> => ({
  epoch: epoch.toFixed(1),
  'learning rate': significant(learningRate, 2),
  ...(metrics && { loss: significant(metrics.loss), training: percent(metrics.accuracy) }),
  ...(evaluation && { 'held out': percent(evaluation.accuracy) }),
});
