import { Command, Option } from 'commander';
import { parseLambdas } from '../../attack/parse-lambdas.js';
import type { EvaluationReport } from '../../evaluation/games/report/game-report.js';
import { changeFormulas, reportText } from '../../evaluation/games/report/tables.js';
import { type EvaluationChoices, evaluationKind } from '../../evaluation/games/run-evaluation.js';
import type { RunName } from '../../evaluation/players/players.js';
import { settingKey } from '../../evaluation/settings.js';
import type { Computing } from '../../evaluation/worker.js';
import type { TextOptions } from '../../report/renderer.js';
import { readChoices } from '../../storage/results/settings.js';
import { storedChoices } from '../../storage/results/stored-choices.js';
import { secondsEach } from '../../storage/results/timing.js';
import { addAgentsOption } from '../agents/agent-options.js';
import {
  type AgentFlags,
  type ChosenName,
  chooseRuns,
  chosenName,
  introduce,
  plainNames,
} from '../agents/chosen-agents.js';
import { homeOf } from '../experiment/default-folder.js';
import { evaluationExperiment, evaluationFolder } from '../experiment/evaluation.js';
import { printReport, runExperiment } from '../experiment/run-experiment.js';
import { type AdversaryFlags, addAdversaryOptions, playerNames } from '../options/adversary-options.js';
import { type CheckpointName, checkpointName } from '../options/checkpoint.js';
import { addComputingOptions, type ComputingFlags, computingOf } from '../options/computing-options.js';
import { lambdaOption } from '../options/lambda-option.js';
import { addOutputOptions, addResumeOption, type OutputFlags, refuseChoices } from '../options/output-options.js';
import { listOf } from '../options/parse/lists.js';
import { addPlanOption, type PlanFlags } from '../options/plan-option.js';
import { addPlayOptions, episodesOf, type PlayFlags, rulesOf } from '../options/play-options.js';
import { addTacticsOptions, type TacticsFlags } from '../options/tactics-options.js';

interface EvaluateFlags
  extends PlanFlags,
    AdversaryFlags,
    TacticsFlags,
    PlayFlags,
    ComputingFlags,
    OutputFlags,
    AgentFlags {
  readonly checkpoints: CheckpointName[];
  readonly lambda: string;
  readonly resume?: string;
}

const examples = `
Examples:
  $ sap-atari evaluate
      the newest run, plain and with SAP-100, under FGSM at λ 0, 1, 2, 4
  $ sap-atari evaluate --game Bowling --lambda 1,2,4
      the newest run of Bowling
  $ sap-atari evaluate --run runs/catch-1 --attacks fgsm,pgd:steps=20:restarts=2 --defenses sap100,dwp50+sap100
      two attacks, one with options of its own, against a defense and a composition of two
  $ sap-atari evaluate --lambda 0,8 --episodes 50 --plan
      how long it will take here
  $ sap-atari evaluate --budget 30m
      as many episodes as fit into half an hour`;

export function evaluateCommand(): Command {
  const command = new Command('evaluate').description(
    `Play episodes under attack, with and without a defense, and report returns, intervals and relative change for each λ. λ 0 and random play are always played as well. ${changeFormulas} Lists take several values with commas; every combination is played. An evaluation that was stopped resumes when the same command is run again.`,
  );
  addAgentsOption(command)
    .addOption(
      new Option(
        '--checkpoint, --checkpoints <list>',
        'agents of each run: last, or best, the one with the best evaluation',
      )
        .argParser(listOf(checkpointName))
        .default(['last']),
    )
    .addOption(lambdaOption([0, 1, 2, 4]));
  addAdversaryOptions(command, { attacks: 'fgsm', defenses: 'sap100' });
  addPlanOption(addComputingOptions(addPlayOptions(addTacticsOptions(command))));
  addOutputOptions(command, 'results.json, .csv, .md and episodes.jsonl', 'in the run, or in runs/');
  return addResumeOption(command, 'evaluation')
    .addHelpText('after', examples)
    .action((flags: EvaluateFlags) => evaluateAction(flags, command));
}

async function evaluateAction(flags: EvaluateFlags, command: Command): Promise<void> {
  if (flags.resume !== undefined) refuseChoices(command, flags.resume);
  const episodes = episodesOf(command, flags);
  const { choices, agents, folder } =
    flags.resume === undefined ? await start({ ...flags, episodes }) : resume(flags.resume, flags.budget && episodes);
  const introduction = await introduce(agents);
  function print(report: EvaluationReport) {
    if (report.rows.length === 0 && !flags.json) return;
    const text = (options: TextOptions) => reportText(report, secondsEach(folder, settingKey), options);
    printReport(flags, report, text, folder, introduction);
    if (!flags.json && report.complete) console.log(`draw it with: sap-atari report ${folder}`);
  }
  const experiment = evaluationExperiment(choices, folder, print, { budgetSeconds: flags.budget });
  await runExperiment(flags, { ...experiment, introduction });
}

interface Started {
  readonly choices: EvaluationChoices;
  readonly agents: readonly ChosenName[];
  readonly folder: string;
}

async function start(flags: EvaluateFlags): Promise<Started> {
  const { checkpoints } = flags;
  const chosen = await chooseRuns(flags);
  const agents = chosen.flatMap((run) => checkpoints.map((checkpoint) => chosenName(run, checkpoint)));
  const choices = choicesOf(flags, plainNames(agents));
  const runs = chosen.map(({ folder }) => folder);
  return { choices, agents, folder: flags.out ?? folderFor(flags, runs, choices) };
}

const choicesOf = (flags: EvaluateFlags, runs: readonly RunName[]): EvaluationChoices => ({
  names: { ...playerNames(flags), runs },
  rules: rulesOf(flags),
  lambdas: parseLambdas(flags.lambda),
  ...{ seeds: flags.seeds, episodes: flags.episodes },
});

/** Reads arguments of `evaluate`, without its agents and without --budget. */
export function readArguments(args: readonly string[]): { choices: EvaluationChoices; computing: Computing } {
  const command = evaluateCommand();
  command.parseOptions([...args]);
  const flags = command.opts<EvaluateFlags>();
  return { choices: choicesOf(flags, []), computing: computingOf(flags) };
}

/** @param episodes instead of those of the folder */
function resume(folder: string, episodes?: number): Started {
  const stored = readChoices<EvaluationChoices>(folder, evaluationKind, storedChoices.evaluation);
  const choices = { ...stored, episodes: episodes ?? stored.episodes };
  return { choices, agents: choices.names.runs, folder };
}

/** Returns a folder inside the run of a single agent; several agents, and bundled ones, are evaluated under runs/. */
function folderFor(
  { checkpoints, ...flags }: EvaluateFlags,
  runs: readonly string[],
  choices: EvaluationChoices,
): string {
  const words = checkpoints.includes('best') ? checkpoints : [];
  return evaluationFolder('evaluation', choices, flags, { home: homeOf(runs), words });
}
