/** Options that take several values with commas. */
import { InvalidArgumentError } from 'commander';

/** `a, b` → ['a', 'b']; an empty part is refused. */
export const names = (text: string): string[] => partsOf(text, 'names');

/** Each part by a parser of one value; values that come twice are refused. */
export const listOf =
  <T>(parse: (text: string) => T) =>
  (text: string): T[] => {
    const parts = partsOf(text, 'values');
    const values = parts.map(parse);
    const again = values.findIndex((value, i) => values.indexOf(value) !== i);
    if (again === -1) return values;
    throw new InvalidArgumentError(`expected each once, got '${parts[again]}' twice`);
  };

function partsOf(text: string, what: string): string[] {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.every((part) => part !== '')) return parts;
  throw new InvalidArgumentError(`expected ${what} with commas between them, got "${text}"`);
}
