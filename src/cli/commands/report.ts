import { Command } from 'commander';
import { UsageError } from '../../common/errors.js';
import { plotLearningCurve } from '../../training/dqn/learning-curve.js';

export function reportCommand(): Command {
  return new Command('report')
    .description('plot the learning curve of a run, or the mean and range of several seeds, as SVG and PNG')
    .argument('<run...>', 'run folders, as train writes them, or folders with runs of several seeds')
    .option('--out <folder>', 'where the plots go; needed for several folders (default: the run’s folder)')
    .action(async (runs: string[], { out }: { readonly out?: string }) => {
      if (out === undefined && runs.length > 1) {
        throw new UsageError(`expected --out for the plots of ${runs.length} folders, got none; name a folder`);
      }
      for (const path of await plotLearningCurve(runs, out ?? runs[0]!)) console.log(path);
    });
}
