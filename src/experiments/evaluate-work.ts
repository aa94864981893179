/** Plans of evaluations and grids: each kind of decision or state is measured, times how many are left. */
import { join } from 'node:path';
import { none } from '../defense/defense.js';
import { observationBytes, observationShape } from '../env/environment.js';
import { type Cast, type CastNames, type Contestant, castOf, listedAttack, type RunName } from './cast.js';
import type { Episode } from './evaluate-episode.js';
import { evaluationMemory, gridMemory } from './evaluate-memory.js';
import { jobKey, planGames, randomPlayer, settingKey } from './evaluate-plan.js';
import type { Computing, EvaluationChoices } from './evaluate-run.js';
import { groupBy } from './group-by.js';
import { holdsStates, loadStates } from './record-states.js';
import { type CellCost, sampleCell } from './sample-cell.js';
import { type PlaySample, samplePlay } from './sample-play.js';
import { type GridJob, type GridLine, gridPieceKey, planGrid } from './state-grid.js';
import type { GridChoices } from './state-grid-run.js';
import { createPlan, linesIn, type PlanRow, type WorkPlan } from './work-plan.js';

export interface PlanOptions {
  /** Where the results will be; what is there need not be done again. */
  readonly folder: string;
  readonly overwrite?: boolean;
  readonly computing: Computing;
  /** Aborting it ends the sample with an error. */
  readonly signal?: AbortSignal | undefined;
  /** Told before each kind is measured. */
  readonly onSample?: ((done: number, total: number) => void) | undefined;
}

const playSeconds = 3;
/** A block that is measured; the cost of a state hardly falls beyond that. */
const sampledStates = 4;

/** Plays some games, and measures each kind of decision. Writes nothing. */
export async function planEvaluation(choices: EvaluationChoices, options: PlanOptions): Promise<WorkPlan> {
  const cast = await castOf(choices.names);
  const { lambdas, chance, seeds, episodes } = choices;
  const lists = { ...cast, lambdas, chance, defenses: cast.defenses.map(({ label }) => label) };
  const found = options.overwrite ? [] : linesIn<Episode>(join(options.folder, 'episodes.jsonl'));
  const done = new Set(found.map(jobKey));
  const left = planGames({ ...lists, seeds, episodes }).filter((job) => !done.has(jobKey(job)));
  const plays = await samplePlays(cast, choices.rules.maxDecisions, seeds[0]!, options);
  const settings = [...groupBy(left, settingKey).values()];
  const costs = createSampler(cast, plays, options);
  const kindOf = ({ run, agent, attack, gradientDraws }: (typeof left)[number]) =>
    JSON.stringify([run, agent, attack, gradientDraws]);
  const kinds = new Map(settings.map(([job]) => [kindOf(job!), job!]));
  const sampled = await costs.sampleAll(
    [...kinds].filter(([, { agent }]) => agent !== randomPlayer).map(([kind, job]) => [kind, { ...job, states: 1 }]),
  );
  const rows = settings.map((games): PlanRow => {
    const job = games[0]!;
    const { run, agent, attack, gradientDraws, lambda } = job;
    const play = plays.get(run)!;
    const asked = sampled.get(kindOf(job))?.seconds([lambda]) ?? 0;
    return {
      ...{ of: run, agent, attack, gradientDraws, lambda, unit: 'decisions' },
      units:
        games.length *
        lengthOf(
          play,
          found.filter((episode) => settingKey(episode) === settingKey(job)),
        ),
      secondsEach: asked + play.secondsPerDecision,
    };
  });
  return createPlan({
    rows,
    workers: Math.min(options.computing.workers, Math.max(1, left.length)),
    startSeconds: startSeconds(sampled),
    memory: await evaluationMemory(choices, cast, options.computing.workers),
    assumptions: [...plays].map(([run, play]) => lengthAssumption(run, play)),
  });
}

/** Measures each kind of cell on states of a sampled game. Writes nothing. */
export async function planStateGrid(choices: GridChoices, options: PlanOptions): Promise<WorkPlan> {
  const cast = await castOf(choices.names);
  const { states, lambdas, seed } = choices;
  const recorded =
    typeof states === 'string'
      ? loadStates(states)
      : !options.overwrite && holdsStates(options.folder)
        ? loadStates(options.folder)
        : undefined;
  const count = typeof states === 'object' ? states.count : recorded!.count;
  const found = options.overwrite ? [] : linesIn<GridLine>(join(options.folder, 'grid.jsonl'));
  const done = new Set(found.map((line) => JSON.stringify(gridPieceKey(line))));
  const isLeft = (job: GridJob, lambda: number) =>
    !done.has(JSON.stringify(gridPieceKey({ ...job, lambda } as unknown as GridLine)));
  const left = planGrid({ cast, states: { count }, lambdas }).flatMap((job) => {
    const open = job.lambdas.filter((lambda) => isLeft(job, lambda));
    return open.length > 0 ? [{ ...job, lambdas: open }] : [];
  });
  const plays = await samplePlays(cast, null, seed, options);
  const { run } = cast.contestants[0]!;
  const play = plays.get(run)!;
  const kindOf = ({ agent, attack, gradientDraws }: GridJob) => JSON.stringify([agent, attack, gradientDraws]);
  const kinds = new Map(left.map((job) => [kindOf(job), { ...job, run, states: Math.min(sampledStates, job.states) }]));
  const sampled = await createSampler(cast, plays, options).sampleAll([...kinds]);
  const groups = groupBy(left, (job) => JSON.stringify([kindOf(job), job.lambdas]));
  const rows = [...groups.values()].flatMap((jobs) => {
    const { agent, attack, gradientDraws, lambdas: each } = jobs[0]!;
    const kind = kinds.get(kindOf(jobs[0]!))!;
    const seconds = sampled.get(kindOf(jobs[0]!))!.seconds(each) / kind.states / each.length;
    return each.map(
      (lambda): PlanRow => ({
        ...{ of: run, agent, attack, gradientDraws, lambda, unit: 'states' },
        units: jobs.reduce((sum, job) => sum + job.states, 0),
        secondsEach: seconds,
      }),
    );
  });
  const period = typeof states === 'object' && !recorded ? states.periodDecisions : 0;
  return createPlan({
    rows,
    workers: Math.min(options.computing.workers, Math.max(1, left.length)),
    startSeconds: startSeconds(sampled),
    recordingSeconds: count * period * play.secondsPerDecision,
    memory: await gridMemory(lambdas, cast, options.computing.workers, count),
    assumptions: ['every state costs as much as the one that was measured'],
  });
}

/** Mean length of an agent's games, from a sample. */
export async function decisionsPerGame(
  run: RunName,
  { seed, maxDecisions, computing }: Pick<PlanOptions, 'computing'> & { seed: number; maxDecisions: number | null },
): Promise<number> {
  const cast = await castOf({ ...undefended, runs: [run] });
  const plays = await samplePlays(cast, maxDecisions, seed, { computing, folder: '' });
  return plays.get(run.run)!.decisionsPerGame;
}

/** Names of a cast that plays undefended. */
const undefended: Omit<CastNames, 'runs'> = {
  ...{ attacks: [], gradientDraws: [null], attackChoices: {}, attackOn: 'self', target: 'greedy-action' },
  ...{ timing: 'always', frames: 'all', defenses: [], defenseOptions: {}, outputDraws: 1 },
};

const lengthOf = (play: PlaySample, played: readonly Episode[]): number =>
  played.length === 0
    ? play.decisionsPerGame
    : played.reduce((sum, { decisions }) => sum + decisions, 0) / played.length;

const lengthAssumption = (run: string, { decisionsPerGame, gamesEnded }: PlaySample): string =>
  gamesEnded > 0
    ? `games of ${run} are as long as the plain agent’s without an attack: ${Math.round(decisionsPerGame)} decisions, the mean of ${gamesEnded}`
    : `games of ${run} end after ${decisionsPerGame} decisions, which the measured one had not: they may be many times longer`;

/** Each worker compiles what it meets. */
const startSeconds = (sampled: ReadonlyMap<string, CellCost>): number =>
  [...sampled.values()].reduce((sum, { compileSeconds }) => sum + compileSeconds, 0);

async function samplePlays(
  cast: Cast,
  maxDecisions: number | null,
  seed: number,
  { computing: { workers: _, ...computing } }: PlanOptions,
): Promise<Map<string, PlaySample>> {
  const plays = new Map<string, PlaySample>();
  for (const contestant of cast.contestants) {
    const sample = { contestant, adversary: cast, computing, seed, seconds: playSeconds, maxDecisions };
    plays.set(contestant.run, await samplePlay(sample));
  }
  return plays;
}

interface SampledKind {
  readonly run: string;
  readonly agent: string;
  readonly attack: string | null;
  readonly gradientDraws: number | null;
  readonly states: number;
}

function createSampler(
  cast: Cast,
  plays: ReadonlyMap<string, PlaySample>,
  { computing: { workers: _, ...computing }, signal, onSample }: PlanOptions,
) {
  const optionsOf = ({ agent: { network, specs, views } }: Contestant, kind: SampledKind) => ({
    ...{ network, specs, views, adversary: cast, computing, outputKind: 'q-values' as const },
    defense: cast.defenses.find(({ label }) => label === kind.agent) ?? none,
    attack: kind.attack === null ? null : listedAttack(cast, kind.attack, kind.gradientDraws),
    shape: [kind.states, ...observationShape] as const,
    criterion: () => cast.criterion,
  });
  return {
    async sampleAll(kinds: readonly (readonly [string, SampledKind])[]): Promise<Map<string, CellCost>> {
      const sampled = new Map<string, CellCost>();
      for (const [key, kind] of kinds) {
        onSample?.(sampled.size, kinds.length);
        signal?.throwIfAborted();
        const contestant = cast.contestants.find(({ run }) => run === kind.run)!;
        const { observation } = plays.get(kind.run)!;
        const pixels = new Uint8Array(kind.states * observationBytes);
        for (let i = 0; i < kind.states; i++) pixels.set(observation, i * observationBytes);
        sampled.set(key, await sampleCell(optionsOf(contestant, kind), pixels));
        await new Promise(setImmediate); // else no signal would be heard
      }
      return sampled;
    },
  };
}
