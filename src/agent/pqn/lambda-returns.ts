/** The targets of Q(λ) with a greedy policy (Peng and Williams 1996), as parallel Q-learning uses them (Gallici et al. 2025, §4). */

/** A rollout of T steps in N environments, step by step: element t · N + n. */
export interface RewardSequence {
  /** Rewards, [T · N]. */
  readonly rewards: Float32Array;
  /** γ, or 0 where the episode ended in this step, [T · N]. */
  readonly discounts: Float32Array;
  /** max Q of the observations before each step, and of those after the last, [(T + 1) · N]. */
  readonly values: Float32Array;
}

/**
 * Writes G_t = r_t + γ_t (λ G_{t+1} + (1 − λ) max Q(s_{t+1}, ·)), where the last step has max Q(s_T, ·) alone.
 * @param returns [T · N], overwritten
 */
export function lambdaReturns(
  { rewards, discounts, values }: RewardSequence,
  lambda: number,
  returns: Float32Array,
): void {
  const environments = values.length - rewards.length;
  for (let i = rewards.length - 1; i >= 0; i--) {
    const next = i + environments;
    const value = values[next]!;
    const future = next < rewards.length ? lambda * returns[next]! + (1 - lambda) * value : value;
    returns[i] = rewards[i]! + discounts[i]! * future;
  }
}
