/** Plans an evaluation on episodes: measures each kind of step, and multiplies by the number of steps that are left. */
import { join } from 'node:path';
import { groupBy } from '../../common/group-by.js';
import { type EpisodeLimits, noLimits } from '../../env/episode.js';
import { createPlan, type PlanRow, type WorkPlan } from '../../jobs/work-plan.js';
import { readableRows } from '../../storage/row-file.js';
import { missingJobs } from '../lifecycle.js';
import { loadPlayers, type PlayerNames, type Players, type RunName } from '../players/players.js';
import type { PlanOptions } from '../samples/plan-options.js';
import { kindKey, sampleAgents, samplePlays } from '../samples/sample-agents.js';
import type { PlaySample } from '../samples/sample-play.js';
import { type Job, randomPlayer, settingKey } from '../settings.js';
import type { Episode } from './episode.js';
import { evaluationMemory } from './memory.js';
import { episodesWork, listsOf } from './play-episodes.js';
import type { EvaluationChoices } from './run-evaluation.js';

export interface EvaluationPlanOptions extends PlanOptions {
  /** The rows are one round of such a budget, see play-budget.ts. */
  readonly budgetSeconds?: number | undefined;
}

/** Plays some episodes, and measures each kind of step. Writes nothing. */
export async function planEvaluation(given: EvaluationChoices, options: EvaluationPlanOptions): Promise<WorkPlan> {
  const { budgetSeconds } = options;
  const choices = budgetSeconds === undefined ? given : { ...given, episodes: 1 };
  const players = await loadPlayers(choices.names);
  const found =
    options.overwrite || budgetSeconds !== undefined
      ? []
      : readableRows<Episode>(join(options.folder, 'episodes.jsonl'));
  const left = missingJobs(episodesWork(listsOf(players, choices)), found);
  const plays = await samplePlays(players, choices.rules, choices.seeds[0]!, options);
  const settings = [...groupBy(left, settingKey).values()];
  const kindOf = (job: Job) => kindKey(players, job);
  const withNetwork = settings.flatMap(([job]) => (job!.agent === randomPlayer ? [] : [job!]));
  const kinds = new Map(withNetwork.map((job) => [kindOf(job), { ...job, states: 1 }]));
  const sampled = await sampleAgents(players, plays, kinds, options);
  const rows = settings.map((jobs): PlanRow => {
    const job = jobs[0]!;
    const { run, agent, attack, gradientSamples, lambda } = job;
    const play = plays.get(run)!;
    const played = found.filter((episode) => settingKey(episode) === settingKey(job));
    const networkSeconds = agent === randomPlayer ? 0 : sampled.seconds(kindOf(job), [lambda]);
    return {
      ...{ of: run, agent, attack, gradientSamples, lambda, unit: 'steps' },
      units: jobs.length * lengthOf(play, played),
      ...mostUnits(jobs, players, choices.rules),
      secondsEach: networkSeconds + play.secondsPerStep,
    };
  });
  const workers = Math.min(options.computing.workers, Math.max(1, left.length));
  const seconds = rows.reduce((sum, { units, secondsEach }) => sum + units * secondsEach, 0) / workers;
  const rounds = (budgetSeconds ?? 0) - sampled.compileSeconds;
  return createPlan({
    rows,
    workers,
    ...(budgetSeconds !== undefined && {
      budget: { seconds: budgetSeconds, rounds: Math.min(given.episodes, Math.max(0, Math.floor(rounds / seconds))) },
    }),
    remedy:
      '--budget 30m plays as many episodes as fit; fewer --episodes, --output-samples, --gradient-samples or λ take less',
    startSeconds: sampled.compileSeconds,
    memory: await evaluationMemory(choices, players, options.computing.workers),
    kinds: sampled.kinds,
    assumptions: [...plays].map(([run, play]) => lengthAssumption(run, play)),
  });
}

/** Measures the mean length of an agent's episodes, in steps. */
export async function stepsPerEpisode(
  run: RunName,
  { seed, maxSteps, computing }: Pick<PlanOptions, 'computing'> & { seed: number; maxSteps: number | null },
): Promise<number> {
  const players = await loadPlayers({ ...undefended, runs: [run] });
  const plays = await samplePlays(players, { ...noLimits, maxSteps }, seed, { computing });
  return plays.get(run.run)!.stepsPerEpisode;
}

const undefended: Omit<PlayerNames, 'runs'> = {
  ...{ attacks: [], gradientSamples: [null], attackChoices: {}, attackOn: 'self', target: 'greedy-action' },
  ...{ timing: 'always', frames: 'all', defenses: [], defenseOptions: {}, outputSamples: 1 },
};

/** Episodes end at the frame limit or at --max-steps. */
function mostUnits(jobs: readonly Job[], players: Players, { maxSteps }: EpisodeLimits): Pick<PlanRow, 'mostUnits'> {
  const { run, game } = jobs[0]!;
  const { rules } = players.agentsUnderTest.find((each) => each.run === run && each.game === game)!;
  if (!rules) return maxSteps === null ? {} : { mostUnits: jobs.length * maxSteps };
  const frameLimit = Math.ceil(rules.maxEpisodeFrames / rules.frameSkipFrames);
  return { mostUnits: jobs.length * Math.min(frameLimit, maxSteps ?? frameLimit) };
}

const lengthOf = (play: PlaySample, played: readonly Episode[]): number =>
  played.length === 0 ? play.stepsPerEpisode : played.reduce((sum, { steps }) => sum + steps, 0) / played.length;

const lengthAssumption = (run: string, { stepsPerEpisode, episodesEnded, playedBy }: PlaySample): string => {
  const who = playedBy === 'agent' ? 'those of the plain agent without an attack' : 'those of random play';
  return episodesEnded > 0
    ? `episodes of ${run} are as long as ${who}: ${Math.round(stepsPerEpisode)} steps, the mean of ${episodesEnded}`
    : `episodes of ${run} end after ${stepsPerEpisode} steps: the measured one had not ended by then, so they may be many times longer`;
};
