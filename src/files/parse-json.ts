/** Parses JSON from outside; errors are one line, with the place and what to do. */
import { UsageError } from '../common/errors.js';
import { shown } from '../common/printable.js';

/**
 * Deepest nesting accepted. Our own files have at most 6 levels, layers models of TensorFlow.js about 10; code that walks a
 * value by recursion (zod, JSON.stringify) overflows the stack at some thousands.
 */
export const deepestJson = 100;

/**
 * Decodes UTF-8, without a byte-order mark.
 * @param source is named in messages, e.g. the path
 * @throws UsageError for UTF-16 and for bytes that are not UTF-8
 */
export function decodeText(bytes: Uint8Array, source: string): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new UsageError(`${source}: expected UTF-8 text, got UTF-16 (by its byte-order mark); save it as UTF-8`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${source}: expected UTF-8 text, got other bytes; save it as UTF-8`);
  }
}

/**
 * @param data text, or the bytes of a file; a byte-order mark is skipped
 * @param source is named in messages, e.g. the path
 * @throws UsageError in one line for syntax errors (comments, single quotes and trailing commas are named), nesting deeper than
 *   `deepestJson`, and numbers beyond float64
 */
export function parseJson(data: string | Uint8Array, source: string): unknown {
  const text = (typeof data === 'string' ? data : decodeText(data, source)).replace(/^\ufeff/, '');
  if (text.trim() === '') throw new UsageError(`${source}: expected JSON, got an empty file`);
  const { deepAt, oddity } = scan(text);
  if (deepAt !== undefined) {
    throw new UsageError(
      `${source}: expected JSON of at most ${deepestJson} levels, got more at ${placeOf(text, deepAt)}; sap-atari writes no such file`,
    );
  }
  try {
    // A reviver costs time: it is needed only where a number may be too large.
    return mayOverflow.test(text) ? JSON.parse(text, refuseInfinity) : JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof UsageError) throw new UsageError(`${source}: ${message}`);
    const why = oddity ? `${oddity.what} at ${placeOf(text, oddity.at)}` : `a syntax error${placeIn(message, text)}`;
    throw new UsageError(`${source}: expected JSON, got ${why}`);
  }
}

const mayOverflow = /\d[eE]\+?\d{3}|\d{300}/;

function refuseInfinity(key: string, value: unknown): unknown {
  if (value !== Infinity && value !== -Infinity) return value;
  throw new UsageError(`${shown(key)}: expected a number below 1.8e308, got a larger one`);
}

interface Scan {
  /** Where the nesting exceeds `deepestJson`. */
  deepAt?: number;
  /** The first character outside strings that is not JSON. */
  oddity?: { readonly at: number; readonly what: string };
}

/** Scans the characters outside strings once for what makes the text invalid. */
function scan(text: string): Scan {
  let depth = 0;
  let comma = -1; // place of a comma followed only by white space
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22: // "
        at = endOfString(text, at);
        comma = -1;
        break;
      case 0x5b: // [
      case 0x7b: // {
        if (++depth > deepestJson) return { deepAt: at };
        comma = -1;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth--;
        if (comma >= 0) return { oddity: { at: comma, what: 'a trailing comma' } };
        break;
      case 0x2c: // ,
        comma = at;
        break;
      case 0x2f: // /
      case 0x23: // #
        return { oddity: { at, what: 'a comment, which JSON does not have,' } };
      case 0x27: // '
        return { oddity: { at, what: 'a single quote instead of a double one' } };
      case 0x20:
      case 0x09:
      case 0x0a:
      case 0x0d:
        break;
      default:
        comma = -1;
    }
  }
  return {};
}

/** Place of the quote that ends a string. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c)
      at++; // a backslash escapes the next character
    else if (code === 0x22) return at;
  }
  return text.length;
}

function placeOf(text: string, at: number): string {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const line = text.slice(0, lineStart).split('\n').length;
  return `line ${line}, column ${at - lineStart + 1}`;
}

/** The place of the error, from V8's message: `… at position 7`, or the text around it. */
function placeIn(message: string, text: string): string {
  if (/end of JSON input|Unterminated/.test(message)) return ': the text is cut short';
  const at = /at position (\d+)/.exec(message)?.[1];
  if (Number(at) >= text.trimEnd().length) return ': the text is cut short';
  if (at !== undefined) return ` at ${placeOf(text, Number(at))}`;
  const around = /^Unexpected token .*?, (?:\.\.\.)?"(.*)"(?:\.\.\.)? is not valid JSON$/s.exec(message)?.[1];
  return around === undefined ? '' : ` near ${shown(around)}`;
}
