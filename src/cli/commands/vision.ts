import { Command } from 'commander';
import { oneLineErrors } from '../terminal/one-line-errors.js';
import { visionEvaluateCommand } from './vision-evaluate.js';
import { visionFiguresCommand } from './vision-figures.js';
import { visionTrainCommand } from './vision-train.js';

export function visionCommand(): Command {
  const command = new Command('vision').description(
    'the paper’s other half: an image classifier, under the same attacks, with the same defenses',
  );
  for (const each of [visionTrainCommand(), visionEvaluateCommand(), visionFiguresCommand()]) {
    command.addCommand(oneLineErrors(each));
  }
  return command;
}
