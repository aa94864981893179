import { expectedName } from './nearest.js';

/**
 * Returns the entry of a table of named choices.
 * @param what names the choice in the error
 * @throws RangeError for an unknown name
 */
export function oneOf<T>(what: string, name: string, table: Readonly<Record<string, T>>): T {
  if (Object.hasOwn(table, name)) return table[name]!;
  throw new RangeError(`${what}: ${expectedName(name, Object.keys(table))}`);
}
