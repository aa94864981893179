/** The first difference of two JSON values. */
import { shown } from '../../common/printable.js';

/** A place and what stands there: `rows.3.mean: expected 1.5, got 1.25`. */
type Difference = string;

/**
 * Compares values as JSON holds them, key by key.
 * @param tolerance of numbers that are not both whole, absolute below 1 and relative above; default: equal
 * @returns undefined where they agree
 */
export const firstDifference = (expected: unknown, got: unknown, tolerance = 0): Difference | undefined =>
  differenceAt('', asJson(expected), asJson(got), tolerance);

const asJson = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

function differenceAt(place: string, expected: unknown, got: unknown, tolerance: number): Difference | undefined {
  if (isObject(expected) && isObject(got) && Array.isArray(expected) === Array.isArray(got)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(got)])) {
      const found = differenceAt(place === '' ? key : `${place}.${key}`, own(expected, key), own(got, key), tolerance);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (expected === got || isClose(expected, got, tolerance)) return undefined;
  return `${place}${place === '' ? '' : ': '}expected ${shown(expected)}, got ${shown(got)}`;
}

/** Every object inherits `toString` and `__proto__`: a key of that name in a file is none of those. */
const own = (value: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(value, key) ? value[key] : undefined;

/** Arrays too: their keys are their indices. */
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function isClose(a: unknown, b: unknown, tolerance: number): boolean {
  if (typeof a !== 'number' || typeof b !== 'number' || (Number.isInteger(a) && Number.isInteger(b))) return false;
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));
}
