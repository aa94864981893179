import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { UsageError } from '../../common/errors.js';
import { percent, significant } from '../../common/format.js';
import { limits } from '../../common/limits.js';
import { printable } from '../../common/printable.js';
import { providers } from '../../compute/signature.js';
import { bytesText } from '../../jobs/memory.js';
import { configName } from '../../storage/runs/run-folder.js';
import { openVisionData } from '../../training/classifier/data.js';
import { measureVisionTraining, planVisionTraining, type VisionPlan } from '../../training/classifier/plan.js';
import { trainClassifier, type VisionProgress } from '../../training/classifier/train.js';
import { loadVisionConfig, type VisionConfig } from '../../vision/config.js';
import { prepareTensorFlow } from '../options/computing-options.js';
import { numberOption } from '../options/options.js';
import { interruptedExitCode, interruptSignal } from '../terminal/interrupt.js';
import { createProgress, duration, type Pacing, type Progress } from '../terminal/progress.js';

interface VisionTrainFlags {
  readonly data?: string;
  readonly dataDir?: string;
  readonly config?: string;
  readonly seed?: number;
  readonly epochs?: number;
  readonly threads?: number;
  readonly engine?: string;
  readonly provider?: string;
  readonly checkpointMinutes?: number;
  readonly out?: string;
  readonly resume?: string;
  readonly overwrite: boolean;
  readonly acceptConfigChanges: boolean;
  readonly plan: boolean;
  readonly json: boolean;
}

export const dataOptions = (command: Command, whose: string): Command =>
  command
    .option('--data <set>', `embedded, cifar10, or a folder of <class>/*.png (default: ${whose})`)
    .option('--data-dir <folder>', 'where CIFAR-10 lies (default: data)');

export function visionTrainCommand(): Command {
  const command = new Command('train').description(
    'train ResNet-20: dense, adversarially or with dropout, as the config says; the run folder holds config, metrics, checkpoints and, in the end, the classifier',
  );
  return dataOptions(command, 'the config’s')
    .option(
      '--config <file>',
      'JSON file of hyper-parameters (default: vision-embedded.json, for other data vision-paper.json)',
    )
    .option(
      '--seed <integer>',
      'seed of everything that is drawn (default: the config’s)',
      numberOption(limits.classifier.seed),
    )
    .option(
      '--epochs <count>',
      'length of the run; the schedule is stretched (default: the config’s)',
      numberOption(limits.classifier.epochs),
    )
    .option(
      '--threads <count>',
      'threads that compute a step (default: the config’s)',
      numberOption(limits.classifier.threads),
    )
    .addOption(new Option('--engine <name>', 'what computes (default: the config’s)').choices(['onnx', 'tfjs']))
    .addOption(new Option('--provider <name>', 'where onnx computes (default: the config’s)').choices(providers))
    .option(
      '--checkpoint-minutes <minutes>',
      'most work a crash can lose (default: the config’s)',
      numberOption(limits.classifier.checkpointPeriodMinutes),
    )
    .option('--plan', 'print what the run will take in time, memory and disk, measured here, and stop', false)
    .option('--out <folder>', 'run folder (default: runs/vision-<data>-<seed>)')
    .option('--resume <folder>', 'continue the run in this folder, to the same bytes as if it had not stopped')
    .option('--accept-config-changes', 'with --resume: go on although config.json was edited by hand', false)
    .option('--overwrite', 'replace a run that is in the folder, once the new one has begun', false)
    .option('--json', 'print one JSON line per metrics row instead of progress', false)
    .action(trainAction);
}

/** Defaults, file, flags; for a resumed run, its own config takes the file's place. */
function resolveConfig(flags: VisionTrainFlags): VisionConfig {
  const { data, dataDir: dataFolder, seed, epochs, threads, engine, provider, resume } = flags;
  const given = { data, dataFolder, seed, epochs, threads, engine, provider };
  const changed = { ...given, checkpointPeriodMinutes: flags.checkpointMinutes };
  if (resume === undefined) return loadVisionConfig({ file: flags.config ?? defaultConfig(data), flags: changed });
  if ((flags.out ?? flags.config) !== undefined) {
    throw new UsageError(
      '--resume continues a run with its own config in its own folder: leave out --config and --out',
    );
  }
  const file = join(resume, configName);
  if (!existsSync(file)) throw new UsageError(`${resume} holds no run to resume: expected ${file}`);
  return loadVisionConfig({ file, flags: changed });
}

const defaultConfig = (data = 'embedded'): string => {
  const name = data === 'embedded' ? 'vision-embedded.json' : 'vision-paper.json';
  return fileURLToPath(new URL(`../../../configs/${name}`, import.meta.url));
};

async function trainAction(flags: VisionTrainFlags): Promise<void> {
  const config = resolveConfig(flags);
  await prepareTensorFlow(config.engine, flags);
  const set = await openVisionData(config);
  const folder = flags.resume ?? flags.out ?? join('runs', `vision-${set.name}-${config.seed}`);
  if (flags.plan) {
    const plan = planVisionTraining(config, set, await measureVisionTraining(config, set), folder);
    console.log(flags.json ? JSON.stringify(plan, null, 2) : planText(plan));
    return;
  }
  const { signal, release } = interruptSignal(() =>
    bar?.note('stopping: the step is finished and a checkpoint written'),
  );
  let bar: Progress | undefined;
  let shown: VisionProgress['metrics'] = null;
  const note = (line: string) => (flags.json || !bar ? console.error(printable(line)) : bar.note(line));
  try {
    const { finished, step } = await trainClassifier(config, {
      ...{ folder, set, signal, overwrite: flags.overwrite, resume: flags.resume !== undefined },
      acceptConfigChanges: flags.acceptConfigChanges,
      onWarning: (line) => note(`warning: ${line}`),
      onProgress(progress) {
        if (flags.json) {
          if (progress.metrics && progress.metrics !== shown) console.log(JSON.stringify(progress.metrics));
          shown = progress.metrics;
          return;
        }
        bar ??= firstBar(progress, `training on ${set.name} into ${folder}, seed ${config.seed}`);
        bar.update(progress.step, fieldsOf(progress), pacingOf(progress, config));
      },
    });
    bar?.stop();
    if (!finished) {
      console.error(`stopped at step ${step}; continue with: sap-atari vision train --resume ${folder}`);
      process.exitCode = interruptedExitCode(signal);
    } else if (!flags.json) {
      console.log(`trained: ${folder}; see what attacks do to it with: sap-atari vision evaluate --run ${folder}`);
    }
  } finally {
    bar?.stop();
    release();
  }
}

function firstBar({ step, totalSteps }: VisionProgress, line: string): Progress {
  const bar = createProgress({ total: totalSteps, done: step - 1, unit: 'steps' });
  bar.note(line);
  return bar;
}

/** Adversarial training attacks from the second epoch on, and is several times slower from there. */
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

function planText({
  data,
  images,
  epochs,
  steps,
  imagesPerSecond,
  seconds,
  memoryBytes,
  diskBytes,
}: VisionPlan): string {
  const lines = [
    `${data}: ${epochs} epochs of ${images} images, ${steps} steps`,
    `speed here  ${significant(imagesPerSecond)} images/s`,
    `time        ${duration(seconds.total)}: ${duration(seconds.learning)} learning, ${duration(seconds.evaluation)} evaluations`,
    `memory      ${bytesText(memoryBytes.total)}; ${bytesText(memoryBytes.free)} are free`,
    `disk        ${bytesText(diskBytes.total)}; ${bytesText(diskBytes.free)} are free`,
  ];
  if (diskBytes.total > diskBytes.free) lines.push('warning: more disk than is free; choose another --out');
  return lines.join('\n');
}
