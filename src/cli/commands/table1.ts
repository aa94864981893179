import { Command, Option } from 'commander';
import { parseLambdas } from '../../attack/parse-lambdas.js';
import { UsageError } from '../../common/errors.js';
import { rulesOfId } from '../../env/gymnasium-id.js';
import { openLibrary } from '../../env/library.js';
import type { EvaluationReport } from '../../evaluation/games/report/game-report.js';
import { changeFormulas } from '../../evaluation/games/report/tables.js';
import type { EvaluationChoices } from '../../evaluation/games/run-evaluation.js';
import { table1Csv, table1Lambdas, table1Markdown, table1Text } from '../../studies/table1.js';
import { trainedAgent } from '../../training/agent/found-runs.js';
import { type ChosenRun, chooseRunsOf, chosenName, introduce, plainNames } from '../agents/chosen-agents.js';
import { evaluationExperiment, evaluationFolder } from '../experiment/evaluation.js';
import { printReport, runExperiment } from '../experiment/run-experiment.js';
import { type AdversaryFlags, addAdversaryOptions, playerNames } from '../options/adversary-options.js';
import { runFolder } from '../options/bundled.js';
import { addComputingOptions, type ComputingFlags } from '../options/computing-options.js';
import { lambdaOption } from '../options/lambda-option.js';
import { addOutputOptions, type OutputFlags } from '../options/output-options.js';
import { listOf, names } from '../options/parse/lists.js';
import { addPlanOption, type PlanFlags } from '../options/plan-option.js';
import { addPlayOptions, episodesOf, type PlayFlags, rulesOf } from '../options/play-options.js';

interface Table1Flags extends PlanFlags, AdversaryFlags, PlayFlags, ComputingFlags, OutputFlags {
  readonly games?: string[];
  readonly runs?: string[];
  readonly lambda: string;
}

export function table1Command(): Command {
  const command = new Command('table1')
    .description(
      `Make the paper’s Table 1 for any set of games: relative change under attack, with absolute returns, beside the paper’s values. λ 0 and random play are always played as well. ${changeFormulas}`,
    )
    .addOption(
      new Option(
        '--game, --games <list>',
        'games of the table, each with its newest run under runs/, else its bundled agent (default: all games of the runs)',
      ).argParser(names),
    )
    .addOption(
      new Option(
        '--run, --runs <list>',
        'run folders of the agents (default: the newest run of every game under runs/, else the bundled agents)',
      ).argParser(listOf(runFolder)),
    )
    .addOption(lambdaOption(table1Lambdas));
  addAdversaryOptions(command, { attacks: 'fgsm', defenses: 'sap100' });
  addPlanOption(addComputingOptions(addPlayOptions(command)));
  return addOutputOptions(command, 'table1.md, .csv, results.* and episodes.jsonl', 'in runs/').action(
    (flags: Table1Flags) => table1Action(flags, command),
  );
}

async function table1Action(flags: Table1Flags, command: Command): Promise<void> {
  const agents = (await runsOf(flags)).map((run) => chosenName(run));
  const choices: EvaluationChoices = {
    names: { ...playerNames(flags), runs: plainNames(agents) },
    rules: rulesOf(flags),
    lambdas: parseLambdas(flags.lambda),
    seeds: flags.seeds,
    episodes: episodesOf(command, flags),
  };
  const folder = flags.out ?? evaluationFolder('table1', choices, flags);
  const introduction = await introduce(agents);
  const print = (report: EvaluationReport) =>
    printReport(flags, report, (options) => table1Text(report, options), folder, introduction);
  const experiment = evaluationExperiment(choices, folder, print, {
    extras: { 'table1.md': table1Markdown, 'table1.csv': table1Csv },
    budgetSeconds: flags.budget,
  });
  await runExperiment(flags, { ...experiment, introduction });
}

/** Returns the runs of the games in --games, in their order. @throws UsageError for a game without a run */
async function runsOf({ games, runs }: Table1Flags): Promise<readonly ChosenRun[]> {
  games?.forEach(expectNoRules);
  if (!runs) return chooseRunsOf(games);
  const chosen = runs.map((folder) => ({ folder }));
  if (!games) return chosen;
  const library = await openLibrary();
  const ofRuns = chosen.map((run) => ({ run, game: trainedAgent(run.folder).game }));
  return games.flatMap((name) => {
    const { id } = library.named(name);
    const found = ofRuns.filter(({ game }) => game === id);
    if (found.length > 0) return found.map(({ run }) => run);
    const present = [...new Set(ofRuns.map(({ game }) => game))].join(', ');
    throw new UsageError(
      `--games: expected games of the runs (${present}), got "${name}": add a run of that game with --runs`,
    );
  });
}

/** @throws UsageError for a Gymnasium id: the rules of one game cannot be those of the table */
function expectNoRules(name: string): void {
  if (!rulesOfId(name)) return;
  throw new UsageError(
    `--games: expected names of games, got "${name}", which stands for rules of play: give those as options, such as --preset ale-v5`,
  );
}
