/** λ, the size of a perturbation, as the command line takes it. */
import { UsageError } from '../errors.js';

/** Pixels run from 0 to 255; more than that changes nothing. */
const largest = 255;

/**
 * `1,2,4` → [1, 2, 4]: pixels, fractions allowed, ascending and each once.
 * @throws UsageError in one line: what was expected, what came
 */
export function parseLambdas(text: string): number[] {
  const lambdas = text.split(',').map((part) => {
    const number = part.trim();
    const lambda = Number(number);
    if (/^\d+(\.\d+)?$/.test(number) && lambda <= largest) return lambda;
    const got = number === text ? `'${number}'` : `'${number}' in '${text}'`;
    throw new UsageError(
      `lambda: expected numbers of pixels from 0 to ${largest} with commas, such as 1,2,4, got ${got}`,
    );
  });
  return [...new Set(lambdas)].sort((a, b) => a - b);
}
