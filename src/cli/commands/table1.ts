import { Command, Option } from 'commander';
import { loadAgent } from '../../agent/agent-files.js';
import { parseLambdas } from '../../attack/parse-lambdas.js';
import { UsageError } from '../../common/errors.js';
import { openLibrary } from '../../env/library.js';
import type { EvaluationChoices } from '../../evaluation/games/run-evaluation.js';
import { table1Csv, table1Lambdas, table1Markdown, table1Text } from '../../studies/table1.js';
import { type AdversaryFlags, addAdversaryOptions, playerNames } from '../options/adversary-options.js';
import { bundledAgents, runFolder, runName } from '../options/bundled.js';
import { addComputingOptions, type ComputingFlags } from '../options/computing-options.js';
import { listOf, names } from '../options/lists.js';
import { addOutputOptions, type OutputFlags } from '../options/output-options.js';
import { addPlanOption, type PlanFlags } from '../terminal/work-plan.js';
import {
  addPlayOptions,
  evaluationFolder,
  type PlayFlags,
  playAndWrite,
  printEvaluationPlan,
  rulesOf,
} from './evaluate.js';

interface Table1Flags extends PlanFlags, AdversaryFlags, PlayFlags, ComputingFlags, OutputFlags {
  readonly games?: string[];
  readonly runs?: string[];
  readonly lambda: string;
}

export function table1Command(): Command {
  const command = new Command('table1')
    .description(
      'the paper’s Table 1 for any set of games: relative change under attack, with absolute scores, beside the paper’s figures',
    )
    .addOption(
      new Option(
        '--game, --games <list>',
        'games of the table (default: those of the runs, or of the bundled agents)',
      ).argParser(names),
    )
    .addOption(
      new Option('--run, --runs <list>', 'run folders of the agents (default: the bundled ones)').argParser(
        listOf(runFolder),
      ),
    )
    .option('--lambda <list>', 'sizes of the perturbation in pixels', table1Lambdas.join());
  addAdversaryOptions(command, { attacks: 'fgsm', defenses: 'sap100' });
  addComputingOptions(addPlayOptions(command));
  addPlanOption(command);
  return addOutputOptions(command, 'table1.md, .csv, results.* and episodes.jsonl', 'in runs/').action(table1Action);
}

async function table1Action(flags: Table1Flags): Promise<void> {
  const choices: EvaluationChoices = {
    names: { ...playerNames(flags), runs: (await runsOf(flags)).map(runName) },
    rules: rulesOf(flags),
    lambdas: parseLambdas(flags.lambda),
    seeds: flags.seeds,
    episodes: flags.episodes,
  };
  const folder = flags.out ?? evaluationFolder('table1', choices, flags);
  if (flags.plan) return printEvaluationPlan(choices, folder, flags);
  const report = await playAndWrite(choices, folder, flags, { 'table1.md': table1Markdown, 'table1.csv': table1Csv });
  console.log(flags.json ? JSON.stringify(report, null, 2) : `${table1Text(report)}\nwritten to ${folder}`);
}

/** The runs of the games that were asked for, in their order. @throws UsageError for a game without a run */
async function runsOf({ games, runs = bundledAgents() }: Table1Flags): Promise<readonly string[]> {
  if (!games) return runs;
  const library = await openLibrary();
  const ofRuns = runs.map((run) => ({ run, game: loadAgent(run).game }));
  return games.flatMap((name) => {
    const { game } = library.open(name);
    const found = ofRuns.filter((each) => each.game === game);
    if (found.length > 0) return found.map(({ run }) => run);
    const there = [...new Set(ofRuns.map((each) => each.game))].join(', ');
    throw new UsageError(`--games: expected games of the runs (${there}), got '${name}': give a run of it with --runs`);
  });
}
