/** Attacks whose steps are too few or too small to move a pixel by λ: they search a smaller ball than the one they are judged by. */
import type { Settings } from './attack.js';

/**
 * How far steps of a fixed size can carry a pixel, in gray levels; infinite where the size goes by λ, or the number of steps.
 * A random start is not counted: for every other pixel it lies on the side that the steps lead away from.
 */
export function reachOf({ steps, stepSize }: Settings): number {
  return typeof steps === 'number' && typeof stepSize === 'number' ? steps * stepSize : Number.POSITIVE_INFINITY;
}

/** What would let the attack use the whole of λ, as its options are written; undefined where it does. */
export function remedyFor(settings: Settings, lambda: number): string | undefined {
  if (reachOf(settings) >= lambda * (1 - 1e-6)) return undefined;
  const { steps, stepSize } = settings as { steps: number; stepSize: number };
  const size = Math.ceil((lambda / steps) * 100) / 100;
  return `steps=${Math.ceil(lambda / stepSize)} or step-size=${size}`;
}
