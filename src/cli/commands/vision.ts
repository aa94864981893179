import { Command } from 'commander';
import { conventions } from '../terminal/conventions.js';
import { visionEvaluateCommand } from './vision-evaluate.js';
import { visionFiguresCommand } from './vision-figures.js';
import { visionTrainCommand } from './vision-train.js';

export function visionCommand(): Command {
  const command = new Command('vision').description(
    'The paper’s image part: image classifiers under the same attacks, with the same defenses.',
  );
  for (const each of [visionTrainCommand(), visionEvaluateCommand(), visionFiguresCommand()]) {
    command.addCommand(conventions(each));
  }
  return command;
}
