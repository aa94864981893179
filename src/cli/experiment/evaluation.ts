/** Evaluations on episodes, for `evaluate` and `table1`. */
import { planEvaluation } from '../../evaluation/games/plan-evaluation.js';
import type { EvaluateProgress } from '../../evaluation/games/play-episodes.js';
import type { EvaluationReport } from '../../evaluation/games/report/game-report.js';
import { type EvaluationChoices, runEvaluation } from '../../evaluation/games/run-evaluation.js';
import type { Extras } from '../../storage/results/result-folder.js';
import type { ComputingFlags } from '../options/computing-options.js';
import { agentIdentities, calledRun, computingIdentity, defaultFolder, listed } from './default-folder.js';
import { longWorkNotice } from './long-work.js';
import type { Experiment } from './run-experiment.js';

/** Returns the experiment without what it prints. @param extras files besides the results */
export const evaluationExperiment = (
  choices: EvaluationChoices,
  folder: string,
  extras: Extras<EvaluationReport> = {},
): Omit<Experiment<EvaluationReport>, 'print'> => ({
  folder,
  plan: (options) => planEvaluation(choices, options),
  isComplete: ({ complete }) => complete,
  compute(options, show) {
    let total = 0;
    const notice = longWorkNotice({ remedy, warn: options.onWarning });
    return runEvaluation(choices, {
      ...options,
      extras,
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
    });
  },
});

const stage = { name: 'playing', unit: 'episodes' };
const remedy =
  'fewer --episodes, --output-samples or --gradient-samples take less; --plan lists the time of each setting';

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
