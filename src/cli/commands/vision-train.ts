import { Command } from 'commander';
import { limits } from '../../common/limits.js';
import { providers } from '../../compute/signature.js';
import { engines } from '../options/computing-options.js';
import { addDataOptions } from '../options/data-options.js';
import { choiceOption } from '../options/parse/choices.js';
import { numberOption } from '../options/parse/numbers.js';
import { addTrackOption } from '../train/track.js';
import { trainVision, type VisionTrainFlags } from '../train/vision.js';

export function visionTrainCommand(): Command {
  const { classifier } = limits;
  const command = new Command('train')
    .summary('train ResNet-20')
    .description(
      'Train ResNet-20: plainly, adversarially or with dropout, as the config says. The run folder holds config, metrics, checkpoints and, at the end, the classifier.',
    );
  return addTrackOption(addDataOptions(command, 'the config’s'))
    .option(
      '--config <file>',
      'JSON file of hyperparameters (default: configs/vision-embedded.json, with other data configs/vision-paper.json)',
    )
    .option('--seed <integer>', 'training seed (default: the config’s)', numberOption(classifier.seed))
    .option(
      '--epochs <count>',
      'length of the run; the learning rate schedule is stretched to it (default: the config’s)',
      numberOption(classifier.epochs),
    )
    .option(
      '--threads <count>',
      'threads that compute an update (default: the config’s)',
      numberOption(classifier.threads),
    )
    .addOption(choiceOption('--engine <name>', 'library that computes (default: the config’s)', engines))
    .addOption(
      choiceOption('--provider <name>', 'with engine onnx: execution provider (default: the config’s)', providers),
    )
    .option(
      '--checkpoint-minutes <minutes>',
      'minutes between checkpoints: the most work a crash can lose (default: the config’s)',
      numberOption(classifier.checkpointPeriodMinutes),
    )
    .option('--plan', 'measure and print the time, memory and disk space that the run will take; write nothing', false)
    .option('--out <folder>', 'run folder (default: runs/vision-<data>-<seed>)')
    .option('--resume <folder>', 'resume the run in this folder; the result is the same as without the interruption')
    .option('--accept-config-changes', 'with --resume: continue although config.json was edited', false)
    .option('--overwrite', 'replace the run that the folder holds, once the new one has started', false)
    .option('--json', 'print each metrics row as a line of JSON instead of progress', false)
    .action((flags: VisionTrainFlags) => trainVision(flags));
}
