/**
 * Every defense under every attack at every λ on one set of recorded states: how often is the agent brought to another
 * action than the one the plain network takes undisturbed, and what does that cost by the plain network's own values?
 */
import { z } from 'zod';
import { drawsOf } from '../../attack/parse-attacks.js';
import type { Attack } from '../../attack/search/attack.js';
import { groupBy } from '../../common/group-by.js';
import { createJobsLeft } from '../../jobs/jobs-left.js';
import { type JobWorker, runJobs } from '../../jobs/worker.js';
import { atLeastOne, count, type Fault, pixels, share, withoutFaults } from '../../storage/results/line-values.js';
import type { PieceKey } from '../../storage/results/result-folder.js';
import { secondsOf, type Timed, type Timing } from '../../storage/results/timing.js';
import type { Adversary, Players } from '../players/players.js';
import { workWeight } from '../players/work-weight.js';
import { plainAgent } from '../settings.js';
import type { States } from './record-states.js';

/** A row of the grid. */
export interface GridSetting {
  /** `plain`, or the defense's name. */
  readonly agent: string;
  /** Null at λ = 0. */
  readonly attack: string | null;
  /** Draws of the defense in a gradient; null: the attack's own number, or no attack. */
  readonly gradientSamples: number | null;
  /** Pixels. */
  readonly lambda: number;
}

/** A line of grid.jsonl: one setting on a block of consecutive states, from which every figure can be had. */
export interface GridLine extends GridSetting {
  /** The block's first state. */
  readonly from: number;
  /** Taken, state by state. */
  readonly actions: readonly number[];
  /**
   * State by state, the share of the defense's draws that by themselves take the action that the plain network takes
   * undisturbed. Absent for the plain agent.
   */
  readonly cleanVotes?: readonly number[];
  /** State by state, the share of pixels with a gradient of exactly zero. Absent for attacks without gradients. */
  readonly zeroGradients?: readonly number[];
  /** Largest ‖Δx‖∞ in pixels. */
  readonly linfNorm: number;
}

/** What every row has. */
export const settingShape = {
  agent: z.string(),
  attack: z.string().nullable(),
  gradientSamples: atLeastOne.nullable(),
  lambda: pixels,
};

/** What is wrong with a setting. */
export const settingFaults = ({ attack, lambda }: GridSetting, linfNorm: number): (Fault | false)[] => [
  (attack === null) !== (lambda === 0) && ['attack', lambda === 0 ? 'null at λ 0' : `a name at λ ${lambda}`],
  lambda === 0 && linfNorm > 0 && ['linfNorm', '0 at λ 0'],
];

/** What every line has, for those that are read back. */
export const gridLineSchema = z
  .object({
    ...settingShape,
    from: count,
    actions: z.array(count).min(1),
    cleanVotes: z.array(share).exactOptional(),
    zeroGradients: z.array(share).exactOptional(),
    linfNorm: pixels,
  })
  .superRefine(
    withoutFaults<GridLine>((line) => {
      const asMany = (key: 'cleanVotes' | 'zeroGradients'): Fault | false =>
        line[key] !== undefined &&
        line[key].length !== line.actions.length && [key, `${line.actions.length} numbers, as there are actions`];
      const { agent, cleanVotes, zeroGradients, attack, linfNorm } = line;
      return [
        ...settingFaults(line, linfNorm),
        (cleanVotes === undefined) !== (agent === plainAgent) && ['cleanVotes', 'those of a defense, and only those'],
        attack === null && zeroGradients !== undefined && ['zeroGradients', 'none without an attack'],
        asMany('cleanVotes'),
        asMany('zeroGradients'),
      ];
    }),
  ) satisfies z.ZodType<GridLine>;

/** One agent under one attack on a block of states. */
export interface GridJob extends Omit<GridSetting, 'lambda'> {
  readonly from: number;
  readonly states: number;
  /** At which nothing is known yet; [0] without an attack. */
  readonly lambdas: readonly number[];
}

/** @param secondsLeft null before the first job has ended; costs some time */
export type OnJob<Job> = (linesDone: number, linesTotal: number, job?: Job, secondsLeft?: () => number | null) => void;

/** → for each λ a line, and its time: λ of an attack of one step share it */
export type Prober = JobWorker<GridJob, readonly Timed<GridLine>[], never>;

export interface GridOptions {
  readonly players: Adversary;
  readonly states: Pick<States, 'count'>;
  readonly lambdas: readonly number[];
  /** Who computes, given how many jobs are left. */
  readonly startWorkers: (jobs: number) => readonly Prober[];
  /** Lines that need not be computed again. */
  readonly finished?: readonly GridLine[];
  readonly signal?: AbortSignal | undefined;
  readonly onLine?: (line: GridLine, timing: Timing) => void;
  /** Told before the first job, and after every one. */
  readonly onProgress?: OnJob<GridJob>;
}

export interface Grid {
  /** Finished lines in the order of the plan. */
  readonly lines: readonly GridLine[];
  /** The signal came before the end. */
  readonly aborted: boolean;
}

export async function stateGrid(options: GridOptions): Promise<Grid> {
  const planned = planGrid(options);
  const done = new Map((options.finished ?? []).map((line) => [lineKey(line), line]));
  const keysOf = (job: GridJob) => job.lambdas.map((lambda) => lineKey({ ...job, lambda }));
  const total = planned.reduce((sum, { lambdas }) => sum + lambdas.length, 0);
  const linesDone = () => planned.flatMap(keysOf).filter((key) => done.has(key)).length;
  const jobs = planned.flatMap((job) => {
    const lambdas = job.lambdas.filter((lambda) => !done.has(lineKey({ ...job, lambda })));
    return lambdas.length > 0 ? [{ ...job, lambdas }] : [];
  });

  options.onProgress?.(linesDone(), total);
  const probers = jobs.length > 0 ? options.startWorkers(jobs.length) : [];
  const left = createJobsLeft<GridJob>({
    ...{ jobs, workers: probers.length },
    weightOf: (job) => workWeight({ ...job, lambda: job.lambdas[0]! }, options.players),
  });
  try {
    const complete = await runJobs<GridJob, readonly Timed<GridLine>[], never>(jobs, probers, {
      signal: options.signal,
      onResult(found, job) {
        for (const { lines, timing } of found) {
          const [line] = lines as readonly [GridLine];
          options.onLine?.(line, timing);
          done.set(lineKey(line), line);
        }
        left.ended(job, secondsOf(found));
        options.onProgress?.(linesDone(), total, job, left.secondsLeft);
      },
    });
    const lines = planned.flatMap(keysOf).flatMap((key) => done.get(key) ?? []);
    return { lines, aborted: !complete };
  } finally {
    await Promise.all(probers.map((prober) => prober.dispose()));
  }
}

export interface GridPlan extends Pick<GridOptions, 'states' | 'lambdas'> {
  readonly players: Pick<Adversary, 'attacks' | 'defenses' | 'outputSamples'>;
  /** Of a batch, draws counted, so that it fits into a few hundred MB; default what suits the paper's Q-network. */
  readonly rowsAtOnce?: number;
}

/** Agent by agent, the plain one first; without an attack, then attack by attack; block by block. */
export function planGrid({ players, states, lambdas, rowsAtOnce = 800 }: GridPlan): GridJob[] {
  const attacked = lambdas.filter((lambda) => lambda > 0);
  const blocksOf = (draws: number): Pick<GridJob, 'from' | 'states'>[] => {
    const size = blockSize(rowsAtOnce, Math.max(draws, players.outputSamples));
    return Array.from({ length: Math.ceil(states.count / size) }, (_, i) => ({
      from: i * size,
      states: Math.min(size, states.count - i * size),
    }));
  };
  const clean = { attack: null, gradientSamples: null, lambdas: [0] };
  return [plainAgent, ...players.defenses.map(({ label }) => label)].flatMap((agent) => [
    ...(lambdas.includes(0) ? blocksOf(1).map((block) => ({ agent, ...clean, ...block })) : []),
    ...(agent === plainAgent ? firstOfEach(players.attacks) : players.attacks).flatMap((listed) => {
      const { attack, label, gradientSamples } = listed;
      return blocksOf(drawsOf(listed) ?? 1).flatMap((block) =>
        together(attack, attacked).map((group) => ({
          agent,
          attack: label,
          gradientSamples,
          lambdas: group,
          ...block,
        })),
      );
    }),
  ]);
}

/** Without a defense there is nothing to draw: one number of draws stands for all. */
const firstOfEach = (attacks: Players['attacks']): Players['attacks'] =>
  attacks.filter(({ label }, i) => attacks.findIndex((each) => each.label === label) === i);

/** One gradient serves all λ of an attack of one step; one of many steps takes long enough for each λ to be a job. */
function together(attack: Attack, lambdas: readonly number[]): (readonly number[])[] {
  if (attack.search.step) return lambdas.map((lambda) => [lambda]);
  return lambdas.length > 0 ? [lambdas] : [];
}

/** States of a block. Large blocks suit defenses that draw whole networks, which are drawn anew for each block. */
const blockSize = (rowsAtOnce: number, draws: number): number =>
  Math.min(50, Math.max(1, Math.floor(rowsAtOnce / draws)));

/** Equal for equal settings. */
export const gridKey = ({ agent, attack, gradientSamples, lambda }: GridSetting): string =>
  JSON.stringify([agent, attack, gradientSamples, lambda]);

/** Of a line in its file. */
export const gridPieceKey = ({ agent, attack, gradientSamples, lambda, from }: GridLine): PieceKey => [
  ...[agent, attack, gradientSamples, lambda, from],
];

const lineKey = (line: GridSetting & Pick<GridLine, 'from'>): string => `${gridKey(line)} ${line.from}`;

/** The lines of each setting, all its blocks together, in order; settings with a block missing are left out. */
export function wholeSettings(lines: readonly GridLine[], states: number): GridLine[][] {
  return [...groupBy(lines, gridKey).values()]
    .map((blocks) => blocks.toSorted((a, b) => a.from - b.from))
    .filter((blocks) => blocks.reduce((sum, { actions }) => sum + actions.length, 0) === states);
}
