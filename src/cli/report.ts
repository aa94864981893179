import { Command } from 'commander';
import { plotLearningCurve } from '../experiments/learning-curve.js';

export function reportCommand(): Command {
  return new Command('report')
    .description('plot the learning curve of a run, as SVG and PNG in its folder')
    .argument('<run>', 'run folder, as train writes it')
    .action(async (run: string) => {
      for (const path of await plotLearningCurve(run)) console.log(path);
    });
}
