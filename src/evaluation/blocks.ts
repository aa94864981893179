/**
 * Blocks of consecutive examples (recorded states or images) under one attack: what evaluations on states and on images have
 * in common.
 */
import { z } from 'zod';
import { samplesOf } from '../attack/parse-attacks.js';
import type { Attack } from '../attack/search/attack.js';
import { createTimeLeft } from '../jobs/time-left.js';
import { atLeastOne, type Fault, grayLevels } from '../storage/results/line-values.js';
import type { PieceKey } from '../storage/results/lines.js';
import { secondsOf } from '../storage/results/timing.js';
import type { Clock } from './lifecycle.js';
import type { Adversary } from './players/adversary.js';
import { workWeight } from './players/work-weight.js';
import { plainAgent } from './settings.js';

/** One agent under one attack at one λ. */
export interface CellSetting {
  /** `plain`, or the name of the defense. */
  readonly agent: string;
  /** Null at λ = 0. */
  readonly attack: string | null;
  /** Samples of the defense per gradient; null: the attack's own number, or no attack. */
  readonly gradientSamples: number | null;
  /** In gray levels. */
  readonly lambda: number;
}

/** Schema of the keys of `CellSetting`. */
export const settingShape = {
  agent: z.string(),
  attack: z.string().nullable(),
  gradientSamples: atLeastOne.nullable(),
  lambda: grayLevels,
};

/** Returns the contradictions within a setting. */
export const settingFaults = ({ attack, lambda }: CellSetting, linfNorm: number): (Fault | false)[] => [
  (attack === null) !== (lambda === 0) && ['attack', lambda === 0 ? 'null at λ 0' : `a name at λ ${lambda}`],
  lambda === 0 && linfNorm > 0 && ['linfNorm', '0 at λ 0'],
];

/** One agent under one attack on a block of examples. */
export interface BlockJob extends Omit<CellSetting, 'lambda'> {
  /** Index of the first example. */
  readonly from: number;
  /** Number of examples. */
  readonly states: number;
  /** The λ to compute; [0] without an attack. */
  readonly lambdas: readonly number[];
}

/**
 * Called before the first job, without a job, and after every job.
 * @param secondsLeft null before the first job has finished; takes some time to compute
 */
export type OnJob<Job> = (linesDone: number, linesTotal: number, job?: Job, secondsLeft?: () => number | null) => void;

export interface BlockPlan {
  readonly adversary: Pick<Adversary, 'attacks' | 'defenses' | 'outputSamples'>;
  /** Number of examples. */
  readonly count: number;
  readonly lambdas: readonly number[];
  /** Rows per batch, Monte Carlo samples included; the default of 800 fits the paper's Q-network into a few hundred MB. */
  readonly rowsAtOnce?: number;
}

/** Plans agent by agent, the plain one first; first without an attack, then attack by attack; block by block. */
export function planBlocks({ adversary, count, lambdas, rowsAtOnce = 800 }: BlockPlan): BlockJob[] {
  const { attacks, defenses, outputSamples } = adversary;
  const attacked = lambdas.filter((lambda) => lambda > 0);
  const blocksOf = (samples: number): Pick<BlockJob, 'from' | 'states'>[] => {
    const size = blockSize(rowsAtOnce, Math.max(samples, outputSamples));
    return Array.from({ length: Math.ceil(count / size) }, (_, i) => ({
      from: i * size,
      states: Math.min(size, count - i * size),
    }));
  };
  const clean = { attack: null, gradientSamples: null, lambdas: [0] };
  return [plainAgent, ...defenses.map(({ label }) => label)].flatMap((agent) => [
    ...(lambdas.includes(0) ? blocksOf(1).map((block) => ({ agent, ...clean, ...block })) : []),
    ...(agent === plainAgent ? firstOfEach(attacks) : attacks).flatMap((listed) => {
      const { attack, label, gradientSamples } = listed;
      return blocksOf(samplesOf(listed) ?? 1).flatMap((block) =>
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

/** Without a defense nothing is stochastic: one number of samples represents all. */
const firstOfEach = (attacks: Adversary['attacks']): Adversary['attacks'] =>
  attacks.filter(({ label }, i) => attacks.findIndex((each) => each.label === label) === i);

/** One-step attacks compute one gradient for all λ; with several steps each λ takes long enough to be a job of its own. */
function together(attack: Attack, lambdas: readonly number[]): (readonly number[])[] {
  if (attack.search.step) return lambdas.map((lambda) => [lambda]);
  return lambdas.length > 0 ? [lambdas] : [];
}

/** Examples per block. Large blocks suit defenses that sample whole networks, since each block samples them anew. */
const blockSize = (rowsAtOnce: number, samples: number): number =>
  Math.min(50, Math.max(1, Math.floor(rowsAtOnce / samples)));

/** For `Work`: a block is computed only at those λ at which a line is missing. */
export const missingLambdas =
  <Job extends BlockJob>(keysOf: (job: Job) => readonly PieceKey[]) =>
  (job: Job, isDone: (key: PieceKey) => boolean): Job | undefined => {
    const lambdas = job.lambdas.filter((lambda) => !keysOf({ ...job, lambdas: [lambda] }).every(isDone));
    return lambdas.length > 0 ? { ...job, lambdas } : undefined;
  };

/** Jobs at several λ share a gradient. An attack of several steps takes more of them the larger λ is. */
const kindOf = ({ run, agent, attack, gradientSamples, lambdas }: BlockJob & { readonly run?: string }): string =>
  JSON.stringify([run, agent, attack, gradientSamples, lambdas.length > 1 ? 'all' : lambdas[0]]);

const unitsOf = ({ states, lambdas }: BlockJob): number => states * lambdas.length;

/** For `computeMissing`: estimates the remaining time of blocks, each kind by what its blocks took. */
export const blockClock =
  (adversary: Adversary) =>
  <Job extends BlockJob, Line>(jobs: readonly Job[], workers: number): Clock<Job, Line, never> => {
    const left = createTimeLeft<Job>({
      ...{ jobs, workers, kindOf },
      weightOf: (job) => workWeight({ ...job, lambda: job.lambdas[0]! }, adversary),
      unitsOf: (group) => [...group].reduce((sum, job) => sum + unitsOf(job), 0),
    });
    return {
      finish(job, pieces) {
        left.spend(job, unitsOf(job), secondsOf(pieces));
        left.finish(job);
      },
      secondsLeft: left.secondsLeft,
    };
  };

/** Rounds to six significant digits, which keeps files of results small. */
export const short = (value: number): number => Number(value.toPrecision(6));
