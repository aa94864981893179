import { Command, Option } from 'commander';
import { parseLambdas } from '../../attack/parse-lambdas.js';
import { limits } from '../../common/limits.js';
import type { EvaluateProgress } from '../../evaluation/games/evaluate.js';
import type { EvaluationReport } from '../../evaluation/games/report/game-report.js';
import { reportText } from '../../evaluation/games/report/tables.js';
import { type EvaluationChoices, evaluationKind, runEvaluation } from '../../evaluation/games/run-evaluation.js';
import { planEvaluation } from '../../evaluation/plan-work.js';
import { settingKey } from '../../evaluation/settings.js';
import type { Extras } from '../../storage/results/result-folder.js';
import { readChoices } from '../../storage/results/result-folder.js';
import { storedChoices } from '../../storage/results/stored-choices.js';
import { secondsEach } from '../../storage/results/timing.js';
import {
  type AdversaryFlags,
  addAdversaryOptions,
  addTacticsOptions,
  playerNames,
  type TacticsFlags,
} from '../options/adversary-options.js';
import { bundledAgent, bundledForms, runFolder, runName } from '../options/bundled.js';
import { addComputingOptions, type ComputingFlags, computingOf, prepareEngine } from '../options/computing-options.js';
import {
  agentIdentities,
  calledRun,
  computingIdentity,
  defaultFolder,
  homeOf,
  listed,
} from '../options/default-folder.js';
import { listOf } from '../options/lists.js';
import { agentFolder, type CheckpointName, checkpointName, numberOption } from '../options/options.js';
import { addOutputOptions, type OutputFlags, refuseChoices } from '../options/output-options.js';
import { interruptible } from '../terminal/interruptible.js';
import { addPlanOption, type PlanFlags, printWorkPlan } from '../terminal/work-plan.js';

interface EvaluateFlags extends PlanFlags, AdversaryFlags, TacticsFlags, PlayFlags, ComputingFlags, OutputFlags {
  readonly runs: string[];
  readonly checkpoints: CheckpointName[];
  readonly lambda: string;
  readonly resume?: string;
}

/** How games are played, and how many. */
export interface PlayFlags {
  readonly episodes: number;
  readonly maxSteps?: number;
  readonly exploration?: number;
  readonly seeds: number[];
}

export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .description(
      'play under attack, with and without a defense: absolute scores, intervals, relative change per λ. Lists take several values with commas: their product is played. Stopped, it goes on where it was when the same command is given again',
    )
    .addOption(
      new Option('--run, --runs <list>', `run folders of the agents, or folders of checkpoints, ${bundledForms}`)
        .argParser(listOf(runFolder))
        .default([bundledAgent], 'the bundled Catch agent'),
    )
    .option(
      '--checkpoint, --checkpoints <list>',
      'which of a run’s agents: last, or best, the one with the best evaluation',
      listOf(checkpointName),
      ['last'],
    )
    .option('--lambda <list>', 'sizes of the perturbation in pixels, 0…255, with commas; 0 = no attack', '0,1,2,4');
  addAdversaryOptions(command, { attacks: 'fgsm', defenses: 'sap100' });
  addComputingOptions(addPlayOptions(addTacticsOptions(command)));
  addPlanOption(command);
  return addOutputOptions(command, 'results.json, .csv, .md and episodes.jsonl', 'in the run, or in runs/')
    .option('--resume <folder>', 'go on with the evaluation in that folder; no other choices are to be given')
    .action((flags: EvaluateFlags) => evaluateAction(flags, command));
}

export const addPlayOptions = (command: Command): Command =>
  command
    .option('--episodes <count>', 'games for each λ, agent, attack and seed', numberOption(limits.command.episodes), 10)
    .option(
      '--max-steps <count>',
      'cut games off after so many steps (default: never)',
      numberOption(limits.command.maxSteps),
    )
    .option(
      '--exploration <share>',
      'share of random actions, 0…1 (default: the agent’s config)',
      numberOption(limits.command.exploration),
    )
    .option(
      '--seed, --seeds <list>',
      'seeds of starts, random actions and draws',
      listOf(numberOption(limits.agent.seed)),
      [1],
    );

export const rulesOf = ({ maxSteps, exploration }: PlayFlags): EvaluationChoices['rules'] => ({
  maxSteps: maxSteps ?? null,
  evaluationExploration: exploration ?? null,
});

async function evaluateAction(flags: EvaluateFlags, command: Command): Promise<void> {
  if (flags.resume !== undefined) refuseChoices(command, flags.resume);
  const choices =
    flags.resume === undefined
      ? choicesOf(flags)
      : readChoices<EvaluationChoices>(flags.resume, evaluationKind, storedChoices.evaluation);
  const folder = flags.resume ?? flags.out ?? folderFor(flags, choices);
  if (flags.plan) return printEvaluationPlan(choices, folder, flags);
  const report = await playAndWrite(choices, folder, flags);
  if (!report.complete) {
    console.error(
      `stopped: finished games are kept, the game in progress is not; the same command goes on, or sap-atari evaluate --resume ${folder}`,
    );
    if (report.rows.length === 0 && !flags.json) return;
  }
  console.log(
    flags.json
      ? JSON.stringify(report, null, 2)
      : `${reportText(report, secondsEach(folder, settingKey))}\nwritten to ${folder}`,
  );
}

const choicesOf = (flags: EvaluateFlags): EvaluationChoices => ({
  names: {
    ...playerNames(flags),
    runs: flags.runs.flatMap((run) => flags.checkpoints.map((name) => runName(agentFolder(run, name)))),
  },
  rules: rulesOf(flags),
  lambdas: parseLambdas(flags.lambda),
  seeds: flags.seeds,
  episodes: flags.episodes,
});

/** For commands that play games. */
export const printEvaluationPlan = (
  choices: EvaluationChoices,
  folder: string,
  flags: ComputingFlags & OutputFlags,
): Promise<void> =>
  printWorkPlan(flags.json, async (sampling) => {
    await prepareEngine(flags);
    return planEvaluation(choices, { ...sampling, folder, overwrite: flags.overwrite, computing: computingOf(flags) });
  });

const playing = { name: 'playing', unit: 'games' };

/** Plays with a progress bar until the end or Ctrl-C; sets the exit code. */
export const playAndWrite = (
  choices: EvaluationChoices,
  folder: string,
  flags: ComputingFlags & OutputFlags,
  extras: Extras<EvaluationReport> = {},
): Promise<EvaluationReport> =>
  interruptible({ isComplete: ({ complete }) => complete, quiet: flags.json }, async ({ signal, show, warn }) => {
    await prepareEngine(flags);
    let games = 0;
    return runEvaluation(choices, {
      ...{ folder, signal, extras, onWarning: warn, overwrite: flags.overwrite, computing: computingOf(flags) },
      onStart(done, total) {
        games = total;
        show(playing, done, total);
      },
      onProgress: (progress) =>
        show(playing, progress.gamesDone, games, fieldsOf(progress), {
          counted: { done: progress.stepsDone, unit: 'steps' },
          secondsLeft: progress.secondsLeft,
        }),
    });
  });

const fieldsOf = ({ job, steps, return: soFar }: EvaluateProgress): Record<string, string> => ({
  λ: String(job.lambda),
  agent: job.agent,
  ...(job.attack && { attack: job.attack }),
  step: String(steps),
  return: String(soFar),
});

/** Inside the agent's own run; agents that are not ours to write to, or several, are evaluated under runs/. */
function folderFor(flags: EvaluateFlags, choices: EvaluationChoices): string {
  const home = homeOf(flags.runs);
  const best = flags.checkpoints.includes('best') ? flags.checkpoints : [];
  return evaluationFolder('evaluation', choices, flags, { home, words: best });
}

/** The default folder of an evaluation. @param words for its name, besides agents, attacks and defenses */
export function evaluationFolder(
  kind: string,
  { names, ...choices }: EvaluationChoices,
  computing: ComputingFlags,
  { home, words = [] }: { readonly home?: string | undefined; readonly words?: readonly string[] } = {},
): string {
  const { runs, attacks, defenses, ...adversary } = names;
  const agents = home === undefined ? [listed([...new Set(runs.map(calledRun))], 'agents')] : [];
  return defaultFolder({
    ...{ kind, home },
    words: [...agents, listed(attacks, 'attacks'), listed(defenses, 'defenses'), ...words],
    identity: [agentIdentities(runs), attacks, defenses, adversary, choices, computingIdentity(computing)],
  });
}
