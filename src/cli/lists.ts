/** Options that take several values with commas. */
import { InvalidArgumentError } from 'commander';

/** `a, b` → ['a', 'b']; an empty part is refused. */
export function names(text: string): string[] {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.every((part) => part !== '')) return parts;
  throw new InvalidArgumentError(`expected names with commas between them, got "${text}"`);
}

/** Each part by a parser of one value. */
export const listOf =
  <T>(parse: (text: string) => T) =>
  (text: string): T[] =>
    names(text).map(parse);
