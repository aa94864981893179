import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import type { EvaluateProgress } from '../experiments/evaluate.js';
import { settingKey } from '../experiments/evaluate-plan.js';
import type { EvaluationReport } from '../experiments/evaluate-report.js';
import { type EvaluationChoices, evaluationKind, runEvaluation } from '../experiments/evaluate-run.js';
import { reportText } from '../experiments/evaluate-tables.js';
import { parseLambdas } from '../experiments/lambdas.js';
import { readChoices } from '../experiments/result-folder.js';
import { secondsEach } from '../experiments/result-timing.js';
import { limits } from '../limits.js';
import {
  type AdversaryFlags,
  addAdversaryOptions,
  addTacticsOptions,
  castNames,
  type TacticsFlags,
} from './adversary-options.js';
import { bundledAgent, bundledForms, isBundled, runFolder, runName } from './bundled.js';
import { addComputingOptions, type ComputingFlags, computingOf, prepareEngine } from './computing-options.js';
import { interruptible } from './interruptible.js';
import { listOf } from './lists.js';
import { agentFolder, type CheckpointName, checkpointName, numberOption } from './options.js';
import { addOutputOptions, type OutputFlags, refuseChoices } from './output-options.js';

interface EvaluateFlags extends AdversaryFlags, TacticsFlags, PlayFlags, ComputingFlags, OutputFlags {
  readonly runs: string[];
  readonly checkpoints: CheckpointName[];
  readonly lambda: string;
  readonly resume?: string;
}

/** How games are played, and how many. */
export interface PlayFlags {
  readonly episodes: number;
  readonly maxDecisions?: number;
  readonly epsilon?: number;
  readonly seeds: number[];
}

export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .description(
      'play under attack, with and without a defence: absolute scores, intervals, relative change per λ. Lists take several values with commas: their product is played. Stopped, it goes on where it was when the same command is given again',
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
  return addOutputOptions(command, 'results.json, .csv, .md and episodes.jsonl', 'in the run, or in runs/')
    .option('--resume <folder>', 'go on with the evaluation in that folder; no other choices are to be given')
    .action((flags: EvaluateFlags) => evaluateAction(flags, command));
}

export const addPlayOptions = (command: Command): Command =>
  command
    .option('--episodes <count>', 'games for each λ, agent, attack and seed', numberOption(limits.command.episodes), 10)
    .option(
      '--max-decisions <count>',
      'cut games off after so many decisions (default: never)',
      numberOption(limits.command.maxDecisions),
    )
    .option(
      '--epsilon <share>',
      'share of random actions, 0…1 (default: the agent’s config)',
      numberOption(limits.command.epsilon),
    )
    .option(
      '--seed, --seeds <list>',
      'seeds of starts, random actions and draws',
      listOf(numberOption(limits.agent.seed)),
      [1],
    );

export const rulesOf = ({ maxDecisions, epsilon }: PlayFlags): EvaluationChoices['rules'] => ({
  maxDecisions: maxDecisions ?? null,
  evaluationEpsilon: epsilon ?? null,
});

async function evaluateAction(flags: EvaluateFlags, command: Command): Promise<void> {
  if (flags.resume !== undefined) refuseChoices(command, flags.resume);
  const choices =
    flags.resume === undefined ? choicesOf(flags) : (readChoices(flags.resume, evaluationKind) as EvaluationChoices);
  const folder = flags.resume ?? flags.out ?? defaultFolder(flags, choices);
  const report = await playAndWrite(choices, folder, flags);
  console.log(
    flags.json
      ? JSON.stringify(report, null, 2)
      : `${reportText(report, secondsEach(folder, settingKey))}\nwritten to ${folder}`,
  );
}

const choicesOf = (flags: EvaluateFlags): EvaluationChoices => ({
  names: {
    ...castNames(flags),
    runs: flags.runs.flatMap((run) => flags.checkpoints.map((name) => runName(agentFolder(run, name)))),
  },
  rules: rulesOf(flags),
  lambdas: parseLambdas(flags.lambda),
  seeds: flags.seeds,
  episodes: flags.episodes,
});

const playing = { name: 'playing', unit: 'games' };

/** Plays with a progress bar until the end or Ctrl-C; sets the exit code. */
export const playAndWrite = (
  choices: EvaluationChoices,
  folder: string,
  flags: ComputingFlags & OutputFlags,
): Promise<EvaluationReport> =>
  interruptible({ isComplete: ({ complete }) => complete, quiet: flags.json }, async ({ signal, show }) => {
    await prepareEngine(flags, flags.json);
    let games = 0;
    return runEvaluation(choices, {
      ...{ folder, signal, overwrite: flags.overwrite, computing: computingOf(flags) },
      onStart(done, total) {
        games = total;
        show(playing, done, total);
      },
      onProgress: (progress) =>
        show(playing, progress.gamesDone, games, fieldsOf(progress), {
          counted: { done: progress.decisionsDone, unit: 'decisions' },
          secondsLeft: progress.secondsLeft,
        }),
    });
  });

const fieldsOf = ({ job, decisions, return: soFar }: EvaluateProgress): Record<string, string> => ({
  λ: String(job.lambda),
  agent: job.agent,
  ...(job.attack && { attack: job.attack }),
  decision: String(decisions),
  return: String(soFar),
});

/** Inside the agent's own run; agents that are not ours to write to, or several, are evaluated under runs/. */
function defaultFolder({ runs, checkpoints }: EvaluateFlags, { names }: EvaluationChoices): string {
  const { attacks, defenses, attackChoices, attackOn, defenseOptions, target, timing, frames } = names;
  const listed = (list: readonly string[], what: string) =>
    list.length > 3 ? `${list.length}-${what}` : list.join('-');
  const unusual = [
    attackChoices.loss,
    attackOn === 'plain' ? 'on-plain' : undefined,
    defenseOptions.sampler === 'multinomial' ? undefined : defenseOptions.sampler,
    defenseOptions.backward === 'detached' ? undefined : defenseOptions.backward,
    target === 'greedy-action' ? undefined : target,
    timing === 'always' ? undefined : timing,
    frames === 'all' ? undefined : frames,
    checkpoints.join('-') === 'last' ? undefined : checkpoints.join('-'),
  ].filter((part) => part !== undefined);
  const name = ['evaluation', listed(attacks, 'attacks'), listed(defenses, 'defenses'), ...unusual].join('-');
  const [run, ...others] = runs as [string, ...string[]];
  const own = others.length === 0 && existsSync(join(run, 'metrics.jsonl')) && !isBundled(run);
  return own ? join(run, name) : join('runs', name);
}
