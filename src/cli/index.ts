#!/usr/bin/env node
/** The command line: one short file a command. Exit codes: 0 done, 1 failed, 2 wrong usage, 128 + the signal's number stopped (Ctrl-C: 130). */
// First, so that an old Node is refused before anything is loaded that it could not run.
import './node-version.js';
import { CommanderError } from 'commander';
import { UsageError } from '../errors.js';
import { describeError } from './describe-error.js';
import { surviveOutputErrors } from './output.js';
import { createProgram } from './program.js';

surviveOutputErrors();
process.on('uncaughtException', (error) => process.exit(report(error)));
try {
  const program = await createProgram(process.argv.slice(2));
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Prints an error as one line (commander has already printed its own) and chooses the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  console.error(`sap-atari: ${describeError(error)}`);
  if (process.argv.includes('--debug') && error instanceof Error) console.error(error.stack);
  return error instanceof UsageError ? 2 : 1;
}
