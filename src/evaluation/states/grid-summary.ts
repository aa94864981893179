/** From lines of the grid to its rows, its worst cases and its checks. */

import { argMax } from '../../agent/policy.js';
import { percent } from '../../common/format.js';
import { groupBy } from '../../common/group-by.js';
import type { Interval } from '../../common/interval.js';
import type { Random } from '../../common/random.js';
import { outputLabel } from '../../defense/parse-defense.js';
import { type Pair, pairedDifference } from '../../report/statistics/paired.js';
import { wilsonInterval } from '../../report/statistics/significance.js';
import { bootstrapInterval, mean } from '../../report/statistics/statistics.js';
import type { CellSetting } from '../blocks.js';
import {
  type AttackSettings,
  type Check,
  firstOf,
  type Group,
  kindOf,
  orderChecks,
  unusedLambdaCheck,
  usesLambda,
} from '../checks.js';
import { correctWhereCompared, type Tested } from '../paired-tests.js';
import type { AttackOn } from '../players/attacked-step.js';
import { attacksOn, sharedName } from '../same-outputs.js';
import { largeLambda, plainAgent } from '../settings.js';
import { type GridLine, gridKey, wholeSettings } from './state-grid.js';
import type { States } from './states.js';

/** One setting over all states. */
export interface GridRow extends CellSetting {
  readonly states: number;
  /** Share of states at which the action taken is not the plain network's at the undisturbed state. */
  readonly flipRate: number;
  /** 95 %, binomial. */
  readonly flipInterval: Interval;
  /** Mean of max Q − Q(action taken), by the plain network at the undisturbed state. */
  readonly qGap: number;
  /** 95 %, bootstrap over states. */
  readonly qGapInterval: Interval | null;
  /** The flip rate of an agent that acts on a single draw; null for the plain agent. */
  readonly singleSampleFlipRate: number | null;
  /** Share of states at which every draw by itself takes another action; null for the plain agent. */
  readonly allSamplesFlipped: number | null;
  /** Mean share of pixels with a gradient of exactly zero; null without gradients. */
  readonly zeroGradientPixels: number | null;
  /**
   * Against the plain agent under the same attack at the same states; null for the plain agent itself, and without an
   * attack, where it flips nothing by definition.
   */
  readonly flipDifference: FlipDifference | null;
  /** Largest ‖Δx‖∞ in pixels. */
  readonly linfNorm: number;
}

/** Flip rate of the defended agent minus the plain one's: below 0 where the defense saves actions. */
export type FlipDifference = Tested;

/** What one setting did, state by state. */
interface Outcomes extends CellSetting {
  /** 1 where the action is not the plain network's. */
  readonly flips: readonly number[];
  readonly qGaps: readonly number[];
  readonly actions: readonly number[];
  readonly blocks: readonly GridLine[];
}

/** Settings that are finished, in the order of the lines. */
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

/** Comparisons are corrected over all rows. */
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
    const flipped = flips.filter((flip) => flip === 1).length;
    return {
      agent,
      attack,
      gradientSamples,
      lambda,
      states: flips.length,
      flipRate: flipped / flips.length,
      flipInterval: wilsonInterval(flipped, flips.length),
      qGap: mean(qGaps),
      qGapInterval: gapInterval(qGaps, rng),
      singleSampleFlipRate: votes.length > 0 ? 1 - mean(votes) : null,
      allSamplesFlipped: votes.length > 0 ? mean(votes.map((share) => Number(share === 0))) : null,
      zeroGradientPixels: zeros.length > 0 ? mean(zeros) : null,
      flipDifference: tests[i]!,
      linfNorm: Math.max(...blocks.map(({ linfNorm }) => linfNorm)),
    };
  });
}

interface Flips {
  /** Equal for equal settings: chance goes by it. */
  readonly key: string;
  readonly flips: readonly number[];
  /** The plain agent's at the same states; undefined where there is nothing to compare with. */
  readonly plain: readonly number[] | undefined;
}

/** One for each, corrected over all of them. */
function testFlips(all: readonly Flips[], rng: Random): (FlipDifference | null)[] {
  return correctWhereCompared(
    all.map(({ key, flips, plain }) => {
      if (!plain) return null;
      const pairs = flips.map((flip, state): Pair => [plain[state]!, flip]);
      return pairedDifference(pairs, rng.split(`flips ${key}`), { resamples: 1000 });
    }),
  );
}

const gapInterval = (gaps: readonly number[], rng: Random): Interval | null =>
  bootstrapInterval(gaps, rng.split('gaps'), { resamples: 1000 }) ?? null;

/** An adversary that knows, state by state, which of the attacks to take, through whichever gradient of the defense. */
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
  /** Against the plain agent's worst case, corrected over all worst cases. */
  readonly flipDifference: FlipDifference | null;
}

const agentAt = ({ agent, lambda }: CellSetting) => JSON.stringify([agent, lambda]);

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
    const flipped = flips.filter((flip) => flip === 1).length;
    return {
      agent,
      lambda,
      attacks: attacksOn(group),
      flipRate: flipped / flips.length,
      flipInterval: wilsonInterval(flipped, flips.length),
      qGap: mean(gaps),
      qGapInterval: gapInterval(gaps, rng),
      flipDifference: tests[i]!,
    };
  });
}

/** The checks that can be made of a grid. */
export function gridChecks(
  outcomes: readonly Outcomes[],
  rows: readonly GridRow[],
  { q, actions }: Pick<States, 'q' | 'actions'>,
  { attackOn, attackSettings }: { readonly attackOn: AttackOn; readonly attackSettings: AttackSettings },
  rng: Random,
): Check[] {
  const attacked = outcomes.filter(({ attack }) => attack !== null);
  const groups = [...groupBy(attacked, agentAt).values()].map(
    (group): Group => ({
      agent: group[0]!.agent,
      lambda: group[0]!.lambda,
      plain: group[0]!.agent === plainAgent,
      attacks: group.map(({ attack, lambda, gradientSamples, flips }) => ({
        attack: attack!,
        usesLambda: usesLambda(attackSettings, attack!, lambda),
        kind: kindOf(attack!, attackOn),
        gradientSamples,
        damage: flips,
      })),
    }),
  );
  return [
    ...orderChecks(groups, { of: 'states', damage: 'flip rate' }, rng),
    unusedLambdaCheck(attacked, attackSettings),
    chanceCheck(
      attacked.filter(({ attack, lambda }) => usesLambda(attackSettings, attack!, lambda)),
      q,
      actions.length,
      attackOn,
    ),
    zeroGradientCheck(rows),
    spreadCheck(rows),
  ];
}

/**
 * Under a perturbation large enough to paint any picture, actions should agree with the undisturbed ones no more often
 * than two independent choices with the same frequencies of actions do.
 */
function chanceCheck(outcomes: readonly Outcomes[], q: States['q'], actions: number, attackOn: AttackOn): Check {
  const check = 'λ large → chance';
  const largest = Math.max(0, ...outcomes.map(({ lambda }) => lambda));
  const held = outcomes.filter(({ lambda, attack }) => lambda === largest && kindOf(attack!, attackOn) !== 'random');
  if (largest < largeLambda || held.length === 0) {
    return { check, verdict: 'not made', text: `needs a gradient attack at a λ from ${largeLambda}` };
  }
  const clean = q.map((values) => argMax(values));
  const frequency = (of: readonly number[], action: number) => of.filter((each) => each === action).length / of.length;
  const all = Array.from({ length: actions }, (_, action) => action);
  const better = held.flatMap(({ agent, attack, flips, actions: taken }) => {
    const chance = all.reduce((sum, action) => sum + frequency(clean, action) * frequency(taken, action), 0);
    const agreeing = flips.filter((flip) => flip === 0).length;
    const [low] = wilsonInterval(agreeing, flips.length);
    return low > chance
      ? [`${agent} under ${attack}: ${percent(agreeing / flips.length)} where chance is ${percent(chance)}`]
      : [];
  });
  return better.length === 0
    ? { check, verdict: 'passed', text: `${held.length} rows at λ ${largest}` }
    : {
        check,
        verdict: 'failed',
        text: `at λ ${largest} actions still agree with the undisturbed ones more often than chance, so the attack is weak: ${firstOf(better)}`,
      };
}

function zeroGradientCheck(rows: readonly GridRow[]): Check {
  const check = 'zero gradients';
  const known = rows.filter(({ zeroGradientPixels }) => zeroGradientPixels !== null);
  if (known.length === 0) return { check, verdict: 'not made', text: 'needs an attack with gradients' };
  const most = known.reduce((a, b) => (b.zeroGradientPixels! > a.zeroGradientPixels! ? b : a));
  const where = `${most.agent} at λ ${most.lambda} under ${most.attack}`;
  const share = percent(most.zeroGradientPixels!);
  return most.zeroGradientPixels! > largestZeroShare
    ? {
        check,
        verdict: 'failed',
        text: `the gradient was exactly zero at ${share} of the pixels (${where}), which the attack left alone`,
      }
    : { check, verdict: 'passed', text: `largest share of the pixels: ${share} (${where})` };
}

/** How far the flips of stochastic agents hang on their draws. */
function spreadCheck(rows: readonly GridRow[]): Check {
  const check = 'spread over draws';
  const known = rows.filter(({ singleSampleFlipRate }) => singleSampleFlipRate !== null);
  if (known.length === 0) return { check, verdict: 'not made', text: 'needs a defense' };
  const apart = (row: GridRow) => Math.abs(row.singleSampleFlipRate! - row.flipRate);
  const most = known.reduce((a, b) => (apart(b) > apart(a) ? b : a));
  const where = `${most.agent} at λ ${most.lambda}${most.attack ? ` under ${most.attack}` : ''}`;
  return {
    check,
    verdict: 'measured',
    text: `single draws flip ${percent(most.singleSampleFlipRate!)} where their mean flips ${percent(most.flipRate)} (${where}, where they differ most)`,
  };
}

const largestZeroShare = 0.1;
