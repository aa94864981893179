/** When in an episode to attack. */
import { asUsage, UsageError } from '../common/errors.js';
import { expectWithin, limits } from '../common/limits.js';

/** Whether to attack at a step, from the Q-values of the observation and the step's number, from 0. */
export interface Timing {
  (q: ArrayLike<number>, step: number): boolean;
  /** For reports: `always`, `every4`, `timed0.5`. */
  readonly label: string;
}

const timing = (label: string, when: (q: ArrayLike<number>, step: number) => boolean): Timing =>
  Object.assign((q: ArrayLike<number>, step: number) => when(q, step), { label });

export const always: Timing = timing('always', () => true);

/** At steps 0, n, 2n, … @throws RangeError for an n out of range (limits.ts) */
export function everyNth(n: number): Timing {
  expectWithin('every<n>', limits.adversary.every, n);
  return timing(`every${n}`, (_, step) => step % n === 0);
}

/**
 * Only where it matters which action is taken: where the preference is at least β. Lin et al. 2017, "Tactics of
 * adversarial attack on deep reinforcement learning agents".
 * @param beta 0 attacks always, 1 hardly ever
 * @throws RangeError unless 0 ≤ β ≤ 1
 */
export function strategicallyTimed(beta: number): Timing {
  expectWithin('timed<β>', limits.adversary.timed, beta);
  return timing(`timed${beta}`, (q) => preference(q) >= beta);
}

/** When all of them would. */
export function allOf(...timings: readonly Timing[]): Timing {
  const restrictions = timings.filter((one) => one !== always);
  if (restrictions.length <= 1) return restrictions[0] ?? always;
  return timing(restrictions.map(({ label }) => label).join('+'), (q, step) =>
    restrictions.every((one) => one(q, step)),
  );
}

/** max softmax(Q) − min softmax(Q), in 0…1. */
export function preference(q: ArrayLike<number>): number {
  const values = Array.from(q);
  const largest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return (Math.max(...powers) - Math.min(...powers)) / total;
}

/** One line a timing, for help texts. */
export const timingForms: readonly string[] = [
  'always: at every step',
  'every<n>: at every n-th step',
  'timed<β>: where max softmax(Q) − min softmax(Q) ≥ β',
];

/**
 * @param text one timing, or several joined by `+` that must all agree
 * @throws UsageError saying what was expected and what came
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
