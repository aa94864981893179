/** At which steps of an episode to attack. */
import { asUsage, UsageError } from '../../common/errors.js';
import { expectWithin, limits } from '../../common/limits.js';

/** Decides at which agent steps an attack perturbs the observation. */
export interface Timing {
  /** Whether to attack. @param q Q-values of the clean observation, by action @param step agent step, from 0 */
  (q: ArrayLike<number>, step: number): boolean;
  /** Name for reports: `always`, `every4`, `timed0.5`. */
  readonly label: string;
}

const timing = (label: string, when: (q: ArrayLike<number>, step: number) => boolean): Timing =>
  Object.assign((q: ArrayLike<number>, step: number) => when(q, step), { label });

/** At every step. */
export const always: Timing = timing('always', () => true);

/** At steps 0, n, 2n, … @throws RangeError for n out of range (limits.ts) */
export function everyNth(n: number): Timing {
  expectWithin('every<n>', limits.adversary.every, n);
  return timing(`every${n}`, (_, step) => step % n === 0);
}

/**
 * The strategically-timed attack: Lin et al., "Tactics of adversarial attack on deep reinforcement learning agents", IJCAI
 * 2017. It attacks only where the preference for the best action over the worst is at least β.
 * @param beta 0 attacks at every step, 1 almost never
 * @throws RangeError unless 0 ≤ β ≤ 1
 */
export function strategicallyTimed(beta: number): Timing {
  expectWithin('timed<β>', limits.adversary.timed, beta);
  return timing(`timed${beta}`, (q) => preference(q) >= beta);
}

/** At the steps at which all of the given timings attack. */
export function allOf(...timings: readonly Timing[]): Timing {
  const restrictions = timings.filter((one) => one !== always);
  if (restrictions.length <= 1) return restrictions[0] ?? always;
  return timing(restrictions.map(({ label }) => label).join('+'), (q, step) =>
    restrictions.every((one) => one(q, step)),
  );
}

/** Returns max softmax(Q) − min softmax(Q), in 0…1. @param q Q-values by action */
export function preference(q: ArrayLike<number>): number {
  const values = Array.from(q);
  const largest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return (Math.max(...powers) - Math.min(...powers)) / total;
}

/** One line for each timing, for help texts. */
export const timingForms: readonly string[] = [
  'always: at every step',
  'every<n>: at every n-th step',
  'timed<β>: where max softmax(Q) − min softmax(Q) ≥ β',
];

/**
 * Parses a timing.
 * @param text one timing, or several joined by `+`, of which all must attack
 * @throws UsageError for an unknown timing or a number out of range
 */
export function parseTiming(text: string): Timing {
  return allOf(
    ...text.split('+').map((part) => {
      if (part === 'always') return always;
      const [, name, argument = ''] = /^(every|timed)(\d+(?:\.\d+)?)$/.exec(part) ?? [];
      const value = Number(argument);
      if (name === 'every') return asUsage(() => everyNth(value));
      if (name === 'timed') return asUsage(() => strategicallyTimed(value));
      throw new UsageError(`timing: expected one of ${timingForms.join('; ')}, got '${part}'`);
    }),
  );
}
