/** Plans an evaluation on episodes: measures each kind of step, and multiplies by the number of steps that are left. */
import { join } from 'node:path';
import { groupBy } from '../../common/group-by.js';
import { noLimits } from '../../env/episode-end.js';
import { createPlan, type PlanRow, type WorkPlan } from '../../jobs/work-plan.js';
import { readableRows } from '../../storage/row-file.js';
import { missingJobs } from '../lifecycle.js';
import { loadPlayers, type PlayerNames, type RunName } from '../players/players.js';
import type { PlanOptions } from '../samples/plan-options.js';
import { kindKey, sampleAgents, samplePlays } from '../samples/sample-agents.js';
import type { PlaySample } from '../samples/sample-play.js';
import { type Job, randomPlayer, settingKey } from '../settings.js';
import type { Episode } from './episode.js';
import { evaluationMemory } from './memory.js';
import { episodesWork, listsOf } from './play-episodes.js';
import type { EvaluationChoices } from './run-evaluation.js';

/** Plays some episodes, and measures each kind of step. Writes nothing. */
export async function planEvaluation(choices: EvaluationChoices, options: PlanOptions): Promise<WorkPlan> {
  const players = await loadPlayers(choices.names);
  const found = options.overwrite ? [] : readableRows<Episode>(join(options.folder, 'episodes.jsonl'));
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
      secondsEach: networkSeconds + play.secondsPerStep,
    };
  });
  return createPlan({
    rows,
    workers: Math.min(options.computing.workers, Math.max(1, left.length)),
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

const lengthOf = (play: PlaySample, played: readonly Episode[]): number =>
  played.length === 0 ? play.stepsPerEpisode : played.reduce((sum, { steps }) => sum + steps, 0) / played.length;

const lengthAssumption = (run: string, { stepsPerEpisode, episodesEnded }: PlaySample): string =>
  episodesEnded > 0
    ? `episodes of ${run} are as long as those of the plain agent without an attack: ${Math.round(stepsPerEpisode)} steps, the mean of ${episodesEnded}`
    : `episodes of ${run} end after ${stepsPerEpisode} steps: the measured one had not ended by then, so they may be many times longer`;
