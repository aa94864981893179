/** Options that take a number. */
import { InvalidArgumentError } from 'commander';
import { describeLimit, isWithin, type Limit, parseNumber } from '../../../common/limits.js';

/** A parser of one option's value, with the bounds it checks. */
export interface NumberParser {
  (text: string): number;
  readonly limit: Limit;
}

/** Returns a parser of decimal numbers within the limit. The parser throws InvalidArgumentError with the bounds and the text. */
export const numberOption = (limit: Limit): NumberParser =>
  Object.assign(
    (text: string) => {
      const value = parseNumber(text);
      if (isWithin(limit, value)) return value;
      throw new InvalidArgumentError(`expected ${describeLimit(limit)}, got "${text}"`);
    },
    { limit },
  );
