/**
 * Every defense under every attack at every λ on one set of recorded states: how often does the agent take another action than
 * the plain network takes without a perturbation, and what does that cost by the plain network's own Q-values?
 */
import { z } from 'zod';
import { groupBy } from '../../common/group-by.js';
import { count, type Fault, grayLevels, share, withoutFaults } from '../../storage/results/line-values.js';
import type { PieceKey } from '../../storage/results/lines.js';
import {
  type BlockJob,
  type BlockPlan,
  blockClock,
  type CellSetting,
  missingLambdas,
  type OnJob,
  planBlocks,
  settingFaults,
  settingShape,
} from '../blocks.js';
import { computeMissing, type LineStore, type Work } from '../lifecycle.js';
import type { Adversary } from '../players/adversary.js';
import { plainAgent } from '../settings.js';
import type { LineWorker } from '../worker.js';
import type { States } from './states.js';

/** A line of grid.jsonl: one setting on a block of consecutive states. Every reported value follows from such lines. */
export interface GridLine extends CellSetting {
  /** Index of the block's first state. */
  readonly from: number;
  /** The action taken at each state. */
  readonly actions: readonly number[];
  /**
   * For each state, the share of the defense's samples whose own action is the one that the plain network takes without a
   * perturbation. Absent for the plain agent.
   */
  readonly cleanVotes?: readonly number[];
  /** For each state, the share of pixels with a gradient of exactly zero. Absent for attacks without gradients. */
  readonly zeroGradients?: readonly number[];
  /** Largest ‖δ‖∞ of the block, in gray levels. */
  readonly linfNorm: number;
}

/** Schema of lines that are read back. */
export const gridLineSchema = z
  .object({
    ...settingShape,
    from: count,
    actions: z.array(count).min(1),
    cleanVotes: z.array(share).exactOptional(),
    zeroGradients: z.array(share).exactOptional(),
    linfNorm: grayLevels,
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

/** Returns a line for each λ, with its time: the λ of a one-step attack share it. */
export type Prober = LineWorker<BlockJob, GridLine>;

export interface GridOptions extends LineStore<BlockJob, GridLine, never> {
  readonly players: Adversary;
  readonly states: Pick<States, 'count'>;
  readonly lambdas: readonly number[];
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnJob<BlockJob> | undefined;
}

export interface Grid {
  /** Finished lines in the order of the plan. */
  readonly lines: readonly GridLine[];
  /** The signal was aborted before the end. */
  readonly aborted: boolean;
}

const keysOf = (job: BlockJob): PieceKey[] => job.lambdas.map((lambda) => gridLineKey({ ...job, lambda }));

export const gridWork = (plan: BlockPlan): Work<BlockJob, GridLine> => ({
  jobs: planBlocks(plan),
  ...{ keysOf, keyOf: gridLineKey, missingPart: missingLambdas(keysOf) },
});

export async function stateGrid(options: GridOptions): Promise<Grid> {
  const { players, states, lambdas, onProgress, ...store } = options;
  const work = gridWork({ adversary: players, count: states.count, lambdas });
  const { lines, complete } = await computeMissing<BlockJob, GridLine>(work, {
    ...store,
    createClock: blockClock(players),
    onStart: onProgress,
    onProgress: undefined,
    onFinished: (job, { linesDone, linesTotal, secondsLeft }) => onProgress?.(linesDone, linesTotal, job, secondsLeft),
  });
  return { lines, aborted: !complete };
}

/** Equal for equal settings. */
export const gridKey = ({ agent, attack, gradientSamples, lambda }: CellSetting): string =>
  JSON.stringify([agent, attack, gradientSamples, lambda]);

/** The key of a line in its file. */
export function gridLineKey(line: CellSetting & Pick<GridLine, 'from'>): PieceKey {
  const { agent, attack, gradientSamples, lambda, from } = line;
  return [agent, attack, gradientSamples, lambda, from];
}

/** Returns the lines of each setting, block by block; settings with a block missing are left out. */
export function wholeSettings(lines: readonly GridLine[], states: number): GridLine[][] {
  return [...groupBy(lines, gridKey).values()]
    .map((blocks) => blocks.toSorted((a, b) => a.from - b.from))
    .filter((blocks) => blocks.reduce((sum, { actions }) => sum + actions.length, 0) === states);
}
