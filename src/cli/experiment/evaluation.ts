/** Evaluations on episodes, for `evaluate` and `table1`. */
import { plural } from '../../common/format.js';
import { planEvaluation } from '../../evaluation/games/plan-evaluation.js';
import type { EvaluateProgress } from '../../evaluation/games/play-episodes.js';
import type { EvaluationReport } from '../../evaluation/games/report/game-report.js';
import {
  type BudgetUsed,
  type EvaluationChoices,
  type RunOptions,
  runEvaluation,
} from '../../evaluation/games/run-evaluation.js';
import type { Extras } from '../../storage/results/result-folder.js';
import type { ComputingFlags } from '../options/computing-options.js';
import { duration } from '../terminal/duration.js';
import type { Surroundings } from '../terminal/interruptible.js';
import { agentIdentities, calledRun, computingIdentity, defaultFolder, listed } from './default-folder.js';
import { longWorkNotice } from './long-work.js';
import type { ComputeOptions, Experiment } from './run-experiment.js';

interface EvaluationExtras {
  /** Files besides the results. */
  readonly extras?: Extras<EvaluationReport>;
  /** See `RunOptions`. */
  readonly budgetSeconds?: number | undefined;
}

/** Returns the experiment. @param print prints a report */
export function evaluationExperiment(
  choices: EvaluationChoices,
  folder: string,
  print: (report: EvaluationReport) => void,
  { extras = {}, budgetSeconds }: EvaluationExtras = {},
): Experiment<EvaluationReport> {
  let used: BudgetUsed | undefined;
  return {
    folder,
    plan: (options) => planEvaluation(choices, { ...options, budgetSeconds }),
    isComplete: ({ complete }) => complete,
    compute(options, show) {
      const reports = budgetSeconds === undefined ? untilEnd(options, show) : untilTime(budgetSeconds, options, show);
      return runEvaluation(choices, {
        ...options,
        extras,
        ...reports,
        onBudget(budget) {
          used = budget;
        },
      });
    },
    print(report) {
      if (used) console.error(budgetText(budgetSeconds!, used));
      print(report);
    },
  };
}

const budgetText = (seconds: number, used: BudgetUsed): string =>
  `budget of ${duration(seconds)}: ${plural(used.rounds, 'episode')} of every setting and seed; ${duration(used.seconds)} used`;

type Reports = Pick<RunOptions, 'onStart' | 'onProgress' | 'budgetSeconds'>;

/** Shows how many episodes are played, and announces work of hours. */
function untilEnd({ onWarning: warn }: Pick<ComputeOptions, 'onWarning'>, show: Surroundings['show']): Reports {
  const stage = { name: 'playing', unit: 'episodes' };
  let total = 0;
  const notice = longWorkNotice({
    ...{ warn, overSeconds: 2 * 3600 },
    textOf: (time) =>
      `this will take ${time}: --budget 30m plays as many episodes as fit; fewer --episodes, --output-samples or --gradient-samples take less; --plan lists the time of each setting`,
  });
  return {
    onStart(done, episodes) {
      total = episodes;
      show(stage, done, total);
    },
    onProgress(progress) {
      const { episodesDone, stepsDone, secondsLeft, isLowerBound } = progress;
      const counted = { done: stepsDone, unit: 'steps' };
      show(stage, episodesDone, total, fieldsOf(progress), { counted, secondsLeft, isLowerBound });
      notice(secondsLeft, isLowerBound);
    },
  };
}

/** Shows how much of the time is used, and announces a first round that does not fit. */
function untilTime(
  budgetSeconds: number,
  { onWarning: warn }: Pick<ComputeOptions, 'onWarning'>,
  show: Surroundings['show'],
): Reports {
  const stage = { name: 'playing', unit: 'seconds' };
  const total = Math.ceil(budgetSeconds);
  const start = performance.now();
  const used = () => (performance.now() - start) / 1000;
  const notice = longWorkNotice({
    ...{ warn, overSeconds: budgetSeconds },
    textOf: (time) =>
      `one episode of every setting will take ${time}, more than the budget of ${duration(budgetSeconds)}: they are played all the same, since a comparison needs at least one pair`,
  });
  return {
    budgetSeconds,
    onStart: () => show(stage, 0, total),
    onProgress(progress) {
      const { episodesDone, stepsDone, secondsLeft, isLowerBound } = progress;
      const firstRound = () => secondsLeft(({ index }) => index === 0);
      const left = () => Math.max(firstRound() ?? 0, budgetSeconds - used());
      show(
        stage,
        Math.min(total, Math.floor(used())),
        total,
        { episodes: String(episodesDone), ...fieldsOf(progress) },
        {
          ...{ counted: { done: stepsDone, unit: 'steps' }, secondsLeft: left },
        },
      );
      notice(() => addUsed(firstRound(), used()), isLowerBound);
    },
  };
}

const addUsed = (left: number | null, used: number): number | null => (left === null ? null : left + used);

const fieldsOf = ({ job, steps, return: soFar }: EvaluateProgress): Record<string, string> => ({
  λ: String(job.lambda),
  agent: job.agent,
  ...(job.attack && { attack: job.attack }),
  step: String(steps),
  return: String(soFar),
});

/** Returns the default folder of an evaluation. @param words for its name, besides agents, attacks and defenses */
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
