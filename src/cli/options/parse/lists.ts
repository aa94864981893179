/** Options that take several values with commas. */
import { InvalidArgumentError } from 'commander';
import type { Limit } from '../../../common/limits.js';

/** Parses `a, b` → ['a', 'b']; refuses an empty part. */
export const names = (text: string): string[] => partsOf(text, 'names');

/** Returns a parser of lists, each part by a parser of one value, whose limit it keeps; it refuses equal values. */
export const listOf = <T>(parse: ((text: string) => T) & { readonly limit?: Limit }) => {
  const parseList = (text: string): T[] => {
    const parts = partsOf(text, 'values');
    const values = parts.map(parse);
    const again = values.findIndex((value, i) => values.indexOf(value) !== i);
    if (again === -1) return values;
    throw new InvalidArgumentError(`expected each once, got "${parts[again]}" twice`);
  };
  return Object.assign(parseList, parse.limit && { limit: parse.limit });
};

function partsOf(text: string, what: string): string[] {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.every((part) => part !== '')) return parts;
  throw new InvalidArgumentError(`expected ${what} with commas between them, got "${text}"`);
}
