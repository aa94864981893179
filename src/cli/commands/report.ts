import { Command } from 'commander';
import { UsageError } from '../../common/errors.js';
import { plotLearningCurve } from '../../training/dqn/learning-curve.js';

export function reportCommand(): Command {
  return new Command('report')
    .description('Plot the learning curve of a run, or mean and range of several seeds, as SVG and PNG.')
    .argument('<run...>', 'run folders written by train, or folders with the runs of several seeds')
    .option('--out <folder>', 'folder of the plots; required for several runs (default: the folder of the run)')
    .action(async (runs: string[], { out }: { readonly out?: string }) => {
      if (out === undefined && runs.length > 1) {
        throw new UsageError(`--out: expected a folder for the plots of ${runs.length} runs, got none`);
      }
      for (const path of await plotLearningCurve(runs, out ?? runs[0]!)) console.log(path);
    });
}
