/** Plans of evaluations and grids: each kind of step or state is measured, times how many are left. */
import { join } from 'node:path';
import { groupBy } from '../common/group-by.js';
import { none } from '../defense/defense.js';
import { observationBytes, observationShape } from '../env/environment.js';
import { createPlan, type PlanRow, type WorkPlan } from '../jobs/work-plan.js';
import { readableRows } from '../storage/row-file.js';
import type { Episode } from './games/episode.js';
import type { Computing, EvaluationChoices } from './games/run-evaluation.js';
import { evaluationMemory, gridMemory } from './memory.js';
import { listedAttack, loadPlayers, type PlayerNames, type Players, type RunName } from './players/players.js';
import { batchWeight } from './players/work-weight.js';
import { type CellCost, sampleCell } from './samples/sample-cell.js';
import { type SampledKinds, sampleKinds } from './samples/sample-kinds.js';
import { type PlaySample, samplePlay } from './samples/sample-play.js';
import { jobKey, planGames, randomPlayer, settingKey } from './settings.js';
import { holdsStates, loadStates } from './states/record-states.js';
import type { GridChoices } from './states/run-state-grid.js';
import { type GridJob, type GridLine, gridPieceKey, planGrid } from './states/state-grid.js';

export interface PlanOptions {
  /** Where the results will be; what is there need not be done again. */
  readonly folder: string;
  readonly overwrite?: boolean;
  readonly computing: Computing;
  /** Aborting it ends the sample with an error. */
  readonly signal?: AbortSignal | undefined;
  /** Told before each kind is measured. */
  readonly onSample?: ((done: number, total: number) => void) | undefined;
  /** For measuring kinds of work; default `sampleSeconds`. */
  readonly seconds?: number;
  /** What was measured for another plan of the same attacks and defenses, which this one adds to. */
  readonly known?: Map<string, CellCost>;
}

/** A plan tells within about a minute what to expect: what is not measured by then is scaled from what was. */
export const sampleSeconds = 60;

const playSeconds = 3;
/** A block that is measured; the cost of a state hardly falls beyond that. */
const sampledStates = 4;

/** Plays some games, and measures each kind of step. Writes nothing. */
export async function planEvaluation(choices: EvaluationChoices, options: PlanOptions): Promise<WorkPlan> {
  const players = await loadPlayers(choices.names);
  const { lambdas, chance, seeds, episodes } = choices;
  const lists = { ...players, lambdas, chance, defenses: players.defenses.map(({ label }) => label) };
  const found = options.overwrite ? [] : readableRows<Episode>(join(options.folder, 'episodes.jsonl'));
  const done = new Set(found.map(jobKey));
  const left = planGames({ ...lists, seeds, episodes }).filter((job) => !done.has(jobKey(job)));
  const plays = await samplePlays(players, choices.rules.maxSteps, seeds[0]!, options);
  const settings = [...groupBy(left, settingKey).values()];
  const kindOf = (job: (typeof left)[number]) => kindKey(players, job);
  const asking = settings.flatMap(([job]) => (job!.agent === randomPlayer ? [] : [job!]));
  const kinds = new Map(asking.map((job) => [kindOf(job), { ...job, states: 1 }]));
  const sampled = await samplePlayers(players, plays, kinds, options);
  const rows = settings.map((games): PlanRow => {
    const job = games[0]!;
    const { run, agent, attack, gradientSamples, lambda } = job;
    const play = plays.get(run)!;
    const asked = agent === randomPlayer ? 0 : sampled.seconds(kindOf(job), [lambda]);
    return {
      ...{ of: run, agent, attack, gradientSamples, lambda, unit: 'steps' },
      units:
        games.length *
        lengthOf(
          play,
          found.filter((episode) => settingKey(episode) === settingKey(job)),
        ),
      secondsEach: asked + play.secondsPerStep,
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

/** Measures each kind of cell on states of a sampled game. Writes nothing. */
export async function planStateGrid(choices: GridChoices, options: PlanOptions): Promise<WorkPlan> {
  const players = await loadPlayers(choices.names);
  const { states, lambdas, seed } = choices;
  const recorded =
    typeof states === 'string'
      ? loadStates(states)
      : !options.overwrite && holdsStates(options.folder)
        ? loadStates(options.folder)
        : undefined;
  const count = typeof states === 'object' ? states.count : recorded!.count;
  const found = options.overwrite ? [] : readableRows<GridLine>(join(options.folder, 'grid.jsonl'));
  const done = new Set(found.map((line) => JSON.stringify(gridPieceKey(line))));
  const isLeft = (job: GridJob, lambda: number) =>
    !done.has(JSON.stringify(gridPieceKey({ ...job, lambda } as unknown as GridLine)));
  const left = planGrid({ players, states: { count }, lambdas }).flatMap((job) => {
    const open = job.lambdas.filter((lambda) => isLeft(job, lambda));
    return open.length > 0 ? [{ ...job, lambdas: open }] : [];
  });
  const plays = await samplePlays(players, null, seed, options);
  const { run } = players.agentsUnderTest[0]!;
  const play = plays.get(run)!;
  const kindOf = (job: GridJob) => kindKey(players, { ...job, run });
  const kinds = new Map(left.map((job) => [kindOf(job), { ...job, run, states: Math.min(sampledStates, job.states) }]));
  const sampled = await samplePlayers(players, plays, kinds, options);
  const groups = groupBy(left, (job) => JSON.stringify([kindOf(job), job.lambdas]));
  const rows = [...groups.values()].flatMap((jobs) => {
    const { agent, attack, gradientSamples, lambdas: each } = jobs[0]!;
    const kind = kinds.get(kindOf(jobs[0]!))!;
    const seconds = sampled.seconds(kindOf(jobs[0]!), each) / kind.states / each.length;
    return each.map(
      (lambda): PlanRow => ({
        ...{ of: run, agent, attack, gradientSamples, lambda, unit: 'states' },
        units: jobs.reduce((sum, job) => sum + job.states, 0),
        secondsEach: seconds,
      }),
    );
  });
  const period = typeof states === 'object' && !recorded ? states.periodSteps : 0;
  return createPlan({
    rows,
    workers: Math.min(options.computing.workers, Math.max(1, left.length)),
    startSeconds: sampled.compileSeconds,
    recordingSeconds: count * period * play.secondsPerStep,
    memory: await gridMemory(lambdas, players, options.computing.workers, count),
    kinds: sampled.kinds,
    assumptions: ['every state costs as much as the one that was measured'],
  });
}

/** Mean length of an agent's games, from a sample. */
export async function stepsPerEpisode(
  run: RunName,
  { seed, maxSteps, computing }: Pick<PlanOptions, 'computing'> & { seed: number; maxSteps: number | null },
): Promise<number> {
  const players = await loadPlayers({ ...undefended, runs: [run] });
  const plays = await samplePlays(players, maxSteps, seed, { computing, folder: '' });
  return plays.get(run.run)!.stepsPerEpisode;
}

/** Names of a players that plays undefended. */
const undefended: Omit<PlayerNames, 'runs'> = {
  ...{ attacks: [], gradientSamples: [null], attackChoices: {}, attackOn: 'self', target: 'greedy-action' },
  ...{ timing: 'always', frames: 'all', defenses: [], defenseOptions: {}, outputSamples: 1 },
};

const lengthOf = (play: PlaySample, played: readonly Episode[]): number =>
  played.length === 0 ? play.stepsPerEpisode : played.reduce((sum, { steps }) => sum + steps, 0) / played.length;

const lengthAssumption = (run: string, { stepsPerEpisode, gamesEnded }: PlaySample): string =>
  gamesEnded > 0
    ? `games of ${run} are as long as the plain agent’s without an attack: ${Math.round(stepsPerEpisode)} steps, the mean of ${gamesEnded}`
    : `games of ${run} end after ${stepsPerEpisode} steps, which the measured one had not: they may be many times longer`;

async function samplePlays(
  players: Players,
  maxSteps: number | null,
  seed: number,
  { computing: { workers: _, ...computing } }: PlanOptions,
): Promise<Map<string, PlaySample>> {
  const plays = new Map<string, PlaySample>();
  for (const agentUnderTest of players.agentsUnderTest) {
    const sample = { agentUnderTest, adversary: players, computing, seed, seconds: playSeconds, maxSteps };
    plays.set(agentUnderTest.run, await samplePlay(sample));
  }
  return plays;
}

interface SampledKind {
  readonly run: string;
  readonly agent: string;
  readonly attack: string | null;
  readonly gradientSamples: number | null;
  readonly states: number;
}

/** Equal keys, equal costs. Networks count as equal but for their last layer: two or ten actions make no difference. */
function kindKey(players: Players, { run, agent, attack, gradientSamples }: Omit<SampledKind, 'states'>): string {
  const { specs } = players.agentsUnderTest.find((each) => each.run === run)!.agent;
  const layers = specs.slice(0, -2).map(({ shape }) => shape);
  return JSON.stringify([layers, agent, attack, gradientSamples]);
}

/** Kinds of steps or states of a players, measured on an observation of each agent's sample. */
function samplePlayers(
  players: Players,
  plays: ReadonlyMap<string, PlaySample>,
  kinds: ReadonlyMap<string, SampledKind>,
  { computing: { workers: _, ...computing }, seconds = sampleSeconds, known, signal, onSample }: PlanOptions,
): Promise<SampledKinds> {
  return sampleKinds({
    ...{ kinds, known, seconds, signal, onSample },
    familyOf: ({ agent }) => agent,
    weightOf: (kind, lambdas) => kind.states * batchWeight(kind, lambdas, players),
    measure(kind) {
      const { network, specs, views } = players.agentsUnderTest.find(({ run }) => run === kind.run)!.agent;
      const { observation } = plays.get(kind.run)!;
      const pixels = new Uint8Array(kind.states * observationBytes);
      for (let i = 0; i < kind.states; i++) pixels.set(observation, i * observationBytes);
      const options = {
        ...{ network, specs, views, adversary: players, computing, outputKind: 'q-values' as const },
        defense: players.defenses.find(({ label }) => label === kind.agent) ?? none,
        attack: kind.attack === null ? null : listedAttack(players, kind.attack, kind.gradientSamples),
        shape: [kind.states, ...observationShape] as const,
        criterion: () => players.criterion,
      };
      return sampleCell(options, pixels);
    },
  });
}
