/** λ, the L∞ bound of a perturbation, as the command line takes it. */
import { UsageError } from '../common/errors.js';
import { isWithin, limits, parseNumber } from '../common/limits.js';

/**
 * Parses `1,2,4` → [1, 2, 4]: gray levels, ascending, each once. Fractions such as 2.5 are allowed from 1 on; below 1 a
 * number is taken for a share of 255, as other libraries write ε, and refused.
 * @throws UsageError in one line: what was expected, what came, what to write instead
 */
export function parseLambdas(text: string): number[] {
  const lambdas = text.split(',').map((part) => parseLambda(part.trim(), text));
  return [...new Set(lambdas)].sort((a, b) => a - b);
}

function parseLambda(part: string, text: string): number {
  const got = part === text ? `got "${part}"` : `got "${part}" in "${text}"`;
  const lambda = parseNumber(part);
  const meant = shareMeant(part, lambda);
  if (meant !== undefined) {
    const rule = lambda === undefined ? '' : '; fractions are accepted from 1 on, such as 1.5';
    throw new UsageError(`lambda: λ is in gray levels (0–255): write ${meant}, ${got}${rule}`);
  }
  if (isWithin(limits.adversary.lambda, lambda)) return lambda;
  const { most } = limits.adversary.lambda;
  throw new UsageError(`lambda: expected gray levels from 0 to ${most} with commas, such as 1,2,4, ${got}`);
}

/** Returns the gray levels that a share of 255 stands for, `8/255` or `0.03`; undefined for all other text. */
function shareMeant(part: string, lambda: number | undefined): number | undefined {
  const [, numerator] = /^(\d+(?:\.\d+)?)\s*\/\s*255$/.exec(part) ?? [];
  if (numerator !== undefined) return Number(numerator);
  if (lambda === undefined || lambda <= 0 || lambda >= 1) return undefined;
  return Math.max(1, Math.round(lambda * 255));
}
