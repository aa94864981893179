/** An error as the one line that a user sees, and the exit code that goes with it. */
import { CommanderError } from 'commander';
import { isInternal, UsageError } from '../../common/errors.js';
import { printable } from '../../common/printable.js';

/**
 * The message, escaped. Our own checks say what was expected; an error of the language that does not comes from a fault of
 * ours, and its message (`Cannot read properties of undefined`) tells a user nothing: it is introduced as what it is.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return printable(String(error));
  const { name, message } = error;
  if (!isInternal(error)) return printable(message);
  return `internal error (${printable(`${name}: ${message}`)}): please report it with the command you gave; --debug shows where`;
}

/**
 * Prints an error on standard error (commander has already printed its own).
 * @param debug with its stack trace
 * @returns the exit code: 2 after wrong usage, 1 after a failure, 0 where commander only ended after `--help`
 */
export function reportError(error: unknown, debug: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  console.error(`sap-atari: ${describeError(error)}`);
  if (debug && error instanceof Error) console.error(error.stack);
  return error instanceof UsageError ? 2 : 1;
}
