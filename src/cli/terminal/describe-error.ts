/** An error as the one line that a user sees, and its exit code. */
import { CommanderError } from 'commander';
import { isInternal, UsageError } from '../../common/errors.js';
import { printable } from '../../common/printable.js';

/**
 * Returns the message, escaped. This program's own checks say what they expected. An error of JavaScript itself (`Cannot read
 * properties of undefined`) is a bug of this program: the line says so, and asks for a report.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return printable(String(error));
  const { name, message } = error;
  if (!isInternal(error)) return printable(message);
  return `internal error (${printable(`${name}: ${message}`)}): please report it with the command; --debug prints where`;
}

/**
 * Prints an error on standard error; commander has already printed its own errors.
 * @param debug prints the stack trace too
 * @returns the exit code: 2 after wrong usage, 1 after a failure, 0 after `--help`
 */
export function reportError(error: unknown, debug: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  console.error(`sap-atari: ${describeError(error)}`);
  if (debug && error instanceof Error) console.error(error.stack);
  return error instanceof UsageError ? 2 : 1;
}
