/**
 * Detects settings with which an attack cannot use its whole λ: too few or too small steps. Such an attack searches a
 * smaller ball than the λ in its report says.
 */
import type { Settings } from './attack.js';

/**
 * Returns how far steps of a fixed size can move a pixel, in gray levels; infinity where the step size or the number of steps
 * depends on λ. A random start does not count: it moves half of the pixels against the direction of the steps.
 */
export function reachOf({ steps, stepSize }: Settings): number {
  return typeof steps === 'number' && typeof stepSize === 'number' ? steps * stepSize : Number.POSITIVE_INFINITY;
}

/** Returns options that would use the whole λ, as a user writes them; undefined where the settings already do. */
export function remedyFor(settings: Settings, lambda: number): string | undefined {
  if (reachOf(settings) >= lambda * (1 - 1e-6)) return undefined;
  const { steps, stepSize } = settings as { steps: number; stepSize: number };
  const size = Math.ceil((lambda / steps) * 100) / 100;
  return `steps=${Math.ceil(lambda / stepSize)} or step-size=${size}`;
}
