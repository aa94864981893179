/** Options objects, checked where they come in: unknown keys, wrong types and values out of bounds are refused by name. */
import { AleError } from '../errors.js';

export type Check = readonly [holds: (value: unknown) => boolean, expected: string];

/** @param reason why there is a bound, for the message */
export const whole = (least: number, most: number, reason = ''): Check => [
  (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
  `a whole number, ${least}…${most}${reason && ` (${reason})`}`,
];
export const numberWithin = (least: number, most: number): Check => [
  (value) => typeof value === 'number' && value >= least && value <= most,
  `a number, ${least}…${most}`,
];
export const flag: Check = [(value) => typeof value === 'boolean', 'true or false'];
export const text: Check = [(value) => typeof value === 'string', 'a string'];
export const integer: Check = [Number.isInteger, 'an integer'];
export const bytes: Check = [(value) => value instanceof Uint8Array, 'a Uint8Array'];
export const callable: Check = [(value) => typeof value === 'function', 'a function'];
export const list: Check = [Array.isArray, 'a list'];
export const texts: Check = [
  (value) => Array.isArray(value) && value.every((each) => typeof each === 'string'),
  'a list of strings',
];
export const anything: Check = [() => true, ''];

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
export const object: Check = [isObject, 'an object'];

/**
 * @param options keys whose value is undefined count as not given
 * @param checks one for every key there is
 * @param of the option that holds them, for the message
 * @throws AleError `bad-option`, naming the key
 */
export function expectOptions(options: unknown, checks: Readonly<Record<string, Check>>, of = ''): void {
  if (!isObject(options)) throw badOption(of || 'options', `an object with keys among ${keysOf(checks)}`, options);
  for (const [key, value] of Object.entries(options)) {
    const name = of ? `${of}.${key}` : key;
    if (!Object.hasOwn(checks, key)) throw badOption(name, `one of ${keysOf(checks)}`, key);
    const [holds, expected] = checks[key]!;
    if (value !== undefined && !holds(value)) throw badOption(name, expected, value);
  }
}

const keysOf = (checks: object) => Object.keys(checks).join(', ');

export function badOption(key: string, expected: string, got: unknown): AleError {
  return new AleError('bad-option', `option ${key}: expected ${expected}, got ${shown(got)}`, { expected, got });
}

/** A value in one short line. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value.length > 40 ? `${JSON.stringify(value.slice(0, 40))}…` : value;
  if (Array.isArray(value)) return 'a list';
  if (ArrayBuffer.isView(value)) return value.constructor.name;
  return isObject(value) ? 'an object' : String(value);
}
