/** Rows and worst cases of a grid, from its lines. */

import { argMax } from '../../agent/policy.js';
import { groupBy } from '../../common/group-by.js';
import type { Interval } from '../../common/interval.js';
import type { Random } from '../../common/random.js';
import { outputLabel } from '../../defense/parse-defense.js';
import { type Pair, pairedDifference } from '../../report/statistics/paired.js';
import { wilsonInterval } from '../../report/statistics/significance.js';
import { bootstrapInterval, mean } from '../../report/statistics/statistics.js';
import { correct, type Tested } from '../../report/statistics/tested.js';
import type { CellSetting } from '../blocks.js';
import { attacksOn, sharedName } from '../report/same-outputs.js';
import { plainAgent } from '../settings.js';
import { type GridLine, gridKey, wholeSettings } from './state-grid.js';
import type { States } from './states.js';

/** One setting over all states. */
export interface GridRow extends CellSetting {
  readonly states: number;
  /** Flip rate: share of states at which the action differs from the plain network's at the unperturbed state. */
  readonly flipRate: number;
  /** 95 %, binomial. */
  readonly flipInterval: Interval;
  /** Mean of max Q − Q(action taken), by the plain network at the unperturbed state. */
  readonly qGap: number;
  /** 95 %, bootstrap over states. */
  readonly qGapInterval: Interval | null;
  /** The flip rate of an agent that acts on a single Monte Carlo sample; null for the plain agent. */
  readonly singleSampleFlipRate: number | null;
  /** Share of states at which every single sample takes another action; null for the plain agent. */
  readonly allSamplesFlipped: number | null;
  /** Mean share of pixels with a gradient of exactly zero; null without gradients. */
  readonly zeroGradientPixels: number | null;
  /**
   * Compared with the plain agent under the same attack at the same states; null for the plain agent, and without an attack,
   * where the plain agent flips nothing by definition.
   */
  readonly flipDifference: FlipDifference | null;
  /** Largest L∞ norm of a perturbation, in gray levels. */
  readonly linfNorm: number;
}

/** Flip rate of the defended agent minus the plain agent's: negative where the defense prevents flips. */
type FlipDifference = Tested;

/** The outcome of one setting at each state. */
export interface Outcomes extends CellSetting {
  /** 1 where the action is not the plain network's. */
  readonly flips: readonly number[];
  readonly qGaps: readonly number[];
  readonly actions: readonly number[];
  readonly blocks: readonly GridLine[];
}

/** Finished settings, in the order of the lines. */
export function outcomesOf(lines: readonly GridLine[], { q, count }: Pick<States, 'q' | 'count'>): Outcomes[] {
  return wholeSettings(lines, count).map((blocks) => {
    const { agent, attack, gradientSamples, lambda } = blocks[0]!;
    const actions = blocks.flatMap((block) => block.actions);
    return {
      agent,
      attack,
      gradientSamples,
      lambda,
      actions,
      flips: actions.map((action, i) => Number(action !== argMax(q[i]!))),
      qGaps: actions.map((action, i) => Math.max(...q[i]!) - q[i]![action]!),
      blocks,
    };
  });
}

/** One row for each setting; p is corrected over all of them. */
export function gridRows(outcomes: readonly Outcomes[], rng: Random): GridRow[] {
  const plain = new Map(
    outcomes
      .filter(({ agent }) => agent === plainAgent)
      .map((each) => [JSON.stringify([each.attack, each.lambda]), each.flips]),
  );
  const tests = testFlips(
    outcomes.map((each) => ({
      key: gridKey(each),
      flips: each.flips,
      plain:
        each.agent === plainAgent || each.attack === null
          ? undefined
          : plain.get(JSON.stringify([each.attack, each.lambda])),
    })),
    rng,
  );
  return outcomes.map(({ agent, attack, gradientSamples, lambda, flips, qGaps, blocks }, i) => {
    const votes = blocks.flatMap(({ cleanVotes }) => cleanVotes ?? []);
    const zeros = blocks.flatMap(({ zeroGradients }) => zeroGradients ?? []);
    return {
      agent,
      attack,
      gradientSamples,
      lambda,
      states: flips.length,
      ...rates(flips, qGaps, rng),
      singleSampleFlipRate: votes.length > 0 ? 1 - mean(votes) : null,
      allSamplesFlipped: votes.length > 0 ? mean(votes.map((share) => Number(share === 0))) : null,
      zeroGradientPixels: zeros.length > 0 ? mean(zeros) : null,
      flipDifference: tests[i]!,
      linfNorm: Math.max(...blocks.map(({ linfNorm }) => linfNorm)),
    };
  });
}

interface Flips {
  /** Names the setting; random numbers depend on it. */
  readonly key: string;
  readonly flips: readonly number[];
  /** The plain agent's flips at the same states; undefined where there is nothing to compare with. */
  readonly plain: readonly number[] | undefined;
}

/** One for each, corrected over all of them. */
function testFlips(all: readonly Flips[], rng: Random): (FlipDifference | null)[] {
  return correct(
    all.map(({ key, flips, plain }) => {
      if (!plain) return null;
      const pairs = flips.map((flip, state): Pair => [plain[state]!, flip]);
      return pairedDifference(pairs, rng.split(`flips ${key}`), { resamples: 1000 });
    }),
  );
}

/** Flip rate and mean Q gap, with 95 % intervals. */
function rates(flips: readonly number[], gaps: readonly number[], rng: Random) {
  const flipped = flips.filter((flip) => flip === 1).length;
  return {
    flipRate: flipped / flips.length,
    flipInterval: wilsonInterval(flipped, flips.length),
    qGap: mean(gaps),
    qGapInterval: bootstrapInterval(gaps, rng.split('gaps'), { resamples: 1000 }) ?? null,
  };
}

/** An agent under an adversary that picks the worst of the attacks for each state, whichever gradient it takes. */
export interface GridWorstCase {
  readonly agent: string;
  readonly lambda: number;
  readonly attacks: readonly string[];
  /** Share of states at which some attack flips the action. */
  readonly flipRate: number;
  readonly flipInterval: Interval;
  /** Mean over states of the largest gap under any attack. */
  readonly qGap: number;
  readonly qGapInterval: Interval | null;
  /** Compared with the plain agent's worst case, corrected over all worst cases. */
  readonly flipDifference: FlipDifference | null;
}

export const agentAt = ({ agent, lambda }: CellSetting) => JSON.stringify([agent, lambda]);

/** One for each agent and λ under at least two attacks; agents that differ in their gradients alone are one. */
export function gridWorstCases(outcomes: readonly Outcomes[], rng: Random): GridWorstCase[] {
  const attacked = outcomes.filter(({ attack }) => attack !== null);
  const cases = [...groupBy(attacked, (each) => agentAt({ ...each, agent: outputLabel(each.agent) })).values()]
    .filter((group) => group.length > 1)
    .map((group) => {
      const worst = (of: (each: Outcomes) => readonly number[]) =>
        group[0]!.flips.map((_, state) => Math.max(...group.map((each) => of(each)[state]!)));
      return { group, flips: worst((each) => each.flips), gaps: worst((each) => each.qGaps) };
    });
  const plainAt = (lambda: number) =>
    cases.find((each) => each.group[0]!.agent === plainAgent && each.group[0]!.lambda === lambda);
  const tests = testFlips(
    cases.map(({ group, flips }) => {
      const { agent, lambda } = group[0]!;
      return { key: agentAt(group[0]!), flips, plain: agent === plainAgent ? undefined : plainAt(lambda)?.flips };
    }),
    rng.split('worst'),
  );
  return cases.map(({ group, flips, gaps }, i) => {
    const { lambda } = group[0]!;
    const agent = sharedName(group);
    return { agent, lambda, attacks: attacksOn(group), ...rates(flips, gaps, rng), flipDifference: tests[i]! };
  });
}
