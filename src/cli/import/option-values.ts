/** Parsers of the values of `import`'s own options. */
import { InvalidArgumentError } from 'commander';
import { describeLimit, isWithin, limits, parseNumber } from '../../common/limits.js';
import type { Padding } from '../../interop/network-builder.js';

/** @throws InvalidArgumentError unless the text is a factor above 0 and of at most 1, as a number or as a fraction such as 1/255 */
export function scaleOption(text: string): number {
  const [dividend = Number.NaN, divisor = 1, ...others] = text
    .split('/')
    .map((part) => parseNumber(part) ?? Number.NaN);
  const factor = dividend / divisor;
  if (others.length === 0 && isWithin(limits.command.inputScale, factor)) return factor;
  throw new InvalidArgumentError(`expected ${describeLimit(limits.command.inputScale)}, such as 1/255, got "${text}"`);
}

/** @throws InvalidArgumentError unless the text is `valid`, `same`, or numbers with commas between them */
export function paddingOption(text: string): Padding {
  if (text === 'valid' || text === 'same') return text;
  const zeros = text.split(',').map((part) => parseNumber(part));
  if (zeros.every((count) => isWithin(limits.command.paddingPixels, count))) return zeros;
  throw new InvalidArgumentError(
    `expected valid, same, or for each convolution ${describeLimit(limits.command.paddingPixels)}, such as 1,0,0, got "${text}"`,
  );
}

/** @throws InvalidArgumentError unless the text is a number */
export function scoreOption(text: string): number {
  const score = parseNumber(text);
  if (score !== undefined) return score;
  throw new InvalidArgumentError(`expected a number of points, got "${text}"`);
}
