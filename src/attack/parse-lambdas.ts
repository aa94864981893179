/** λ, the size of a perturbation, as the command line takes it. */
import { UsageError } from '../common/errors.js';
import { isWithin, limits, parseNumber } from '../common/limits.js';

/**
 * `1,2,4` → [1, 2, 4]: pixels, fractions allowed, ascending and each once.
 * @throws UsageError in one line: what was expected, what came
 */
export function parseLambdas(text: string): number[] {
  const lambdas = text.split(',').map((part) => {
    const number = part.trim();
    const lambda = parseNumber(number);
    if (isWithin(limits.adversary.lambda, lambda)) return lambda;
    const got = number === text ? `'${number}'` : `'${number}' in '${text}'`;
    throw new UsageError(
      `lambda: expected numbers of pixels from 0 to ${limits.adversary.lambda.most} with commas, such as 1,2,4, got ${got}`,
    );
  });
  return [...new Set(lambdas)].sort((a, b) => a - b);
}
