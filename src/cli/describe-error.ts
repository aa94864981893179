/** An error as the one line that a user sees. */
import { printable } from '../printable.js';

/** Errors that JavaScript and WebAssembly themselves throw. */
const internalNames = new Set([
  'TypeError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'RuntimeError',
  'EvalError',
]);

/**
 * The message, escaped. Our own checks say what was expected; an error of the language that does not comes from a fault of
 * ours, and its message (`Cannot read properties of undefined`) tells a user nothing: it is introduced as what it is.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return printable(String(error));
  const { name, message } = error;
  if (!internalNames.has(name) || message.includes('expected')) return printable(message);
  return `internal error (${printable(`${name}: ${message}`)}): please report it with the command you gave; --debug shows where`;
}
