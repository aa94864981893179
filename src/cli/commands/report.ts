import { Command } from 'commander';
import { UsageError } from '../../common/errors.js';
import { plotLearningCurve } from '../../training/agent/learning-curve.js';
import { folderOfSeeds } from '../../training/agent/seeds.js';
import { chooseTrainedRun, chosenName, introduce } from '../agents/chosen-agents.js';
import { introducer } from '../terminal/introduction.js';

interface ReportFlags {
  readonly game?: string;
  readonly out?: string;
}

export function reportCommand(): Command {
  return new Command('report')
    .description('Plot the learning curve of a run, or mean and range of several seeds, as SVG and PNG.')
    .argument(
      '[run...]',
      'run folders written by train, or folders with the runs of several seeds (default: the newest run under runs/)',
    )
    .option('--game <name>', 'a game: plot its newest run')
    .option('--out <folder>', 'folder of the plots; required for several runs (default: the folder of the run)')
    .action(async (given: string[], { game, out }: ReportFlags) => {
      if (given.length > 0 && game !== undefined) throw new UsageError('--game cannot be combined with run folders');
      if (out === undefined && given.length > 1) {
        throw new UsageError(`--out: expected a folder for the plots of ${given.length} runs, got none`);
      }
      const chosen = given.length > 0 ? undefined : await chooseTrainedRun(game);
      const runs = chosen ? [folderOfSeeds(chosen.folder) ?? chosen.folder] : given;
      const plots = await plotLearningCurve(runs, out ?? runs[0]!);
      if (chosen) introducer(await introduce([chosenName(chosen)]))();
      for (const path of plots) console.log(path);
    });
}
