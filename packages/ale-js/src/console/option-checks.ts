/** Checks of options objects: unknown keys, wrong types and values out of bounds. */
import { AleError } from '../errors.js';
import { unknownName } from '../names.js';

/** A predicate, and what it expects in words, for the message. */
export type Check = readonly [holds: (value: unknown) => boolean, expected: string];

/** An integer within bounds. @param reason why there are bounds, for the message */
export const whole = (least: number, most: number, reason = ''): Check => [
  (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
  `an integer, ${least}…${most}${reason && ` (${reason})`}`,
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
 * Checks an options object.
 * @param options keys with the value undefined are ignored
 * @param checks one check for each known key
 * @param of the option that contains this object, for the message
 * @throws AleError `bad-option`, naming the key
 */
export function expectOptions(options: unknown, checks: Readonly<Record<string, Check>>, of = ''): void {
  if (!isObject(options)) throw badOption(of || 'options', `an object with keys among ${keysOf(checks)}`, options);
  for (const [key, value] of Object.entries(options)) {
    const name = of ? `${of}.${key}` : key;
    if (!Object.hasOwn(checks, key)) throw unknownOption(name, Object.keys(checks), of);
    const [holds, expected] = checks[key]!;
    if (value !== undefined && !holds(value)) throw badOption(name, expected, value);
  }
}

function unknownOption(name: string, keys: readonly string[], of: string): AleError {
  const expected = keys.map((key) => (of ? `${of}.${key}` : key));
  return new AleError('bad-option', unknownName('option', name, expected), { expected, got: name });
}

const keysOf = (checks: object) => Object.keys(checks).join(', ');

/** Returns the error about an option with a wrong value. @param text what the message says about `got` */
export function badOption(key: string, expected: string, got: unknown, text = shown(got)): AleError {
  return new AleError('bad-option', `option "${key}": expected ${expected}, got ${text}`, { expected, got });
}

/** Shows a value in one short line. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value.length > 40 ? `${JSON.stringify(value.slice(0, 40))}…` : `"${value}"`;
  if (Array.isArray(value)) return 'a list';
  if (ArrayBuffer.isView(value)) return value.constructor.name;
  return isObject(value) ? 'an object' : String(value);
}
