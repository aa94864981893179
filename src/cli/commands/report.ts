import { join } from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../../common/errors.js';
import { hasSettings, readEvaluations } from '../../evaluation/games/figures/evaluations.js';
import { figuresName, writeFigures } from '../../evaluation/games/figures/write-figures.js';
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
    .description(
      'Draw pictures, as SVG and PNG. Of runs: the learning curve, of several seeds as mean and range. Of evaluations: returns, paired differences, worst cases and flip rates against λ, and with several games or training seeds aggregate scores, performance profiles and the probability of improvement, each with its numbers as CSV.',
    )
    .argument(
      '[folder...]',
      'run folders written by train, or folders with the runs of several seeds; or evaluations written by evaluate or table1 (default: the newest run under runs/)',
    )
    .option('--game <name>', 'a game: plot its newest run')
    .option(
      '--out <folder>',
      `folder of the pictures; required for several folders (default: the folder of the run; ${figuresName}/ in that of the evaluation)`,
    )
    .action(async (given: string[], { game, out }: ReportFlags) => {
      if (given.length > 0 && game !== undefined) throw new UsageError('--game cannot be combined with folders');
      if (out === undefined && given.length > 1) {
        throw new UsageError(`--out: expected a folder for the pictures of ${given.length} folders, got none`);
      }
      if (given.some(hasSettings)) return print(await reportEvaluations(given, out));
      const chosen = given.length > 0 ? undefined : await chooseTrainedRun(game);
      const runs = chosen ? [folderOfSeeds(chosen.folder) ?? chosen.folder] : given;
      const plots = await plotLearningCurve(runs, out ?? runs[0]!);
      if (chosen) introducer(await introduce([chosenName(chosen)]))();
      print(plots);
    });
}

/** @throws UsageError for runs among the evaluations */
async function reportEvaluations(folders: readonly string[], out: string | undefined): Promise<string[]> {
  const run = folders.find((folder) => !hasSettings(folder));
  if (run !== undefined) {
    throw new UsageError(
      `${run}: expected an evaluation as the other folders are, got none; report runs by themselves`,
    );
  }
  return writeFigures(readEvaluations(folders), out ?? join(folders[0]!, figuresName));
}

const print = (paths: readonly string[]): void => console.log(paths.join('\n'));
