#!/usr/bin/env node
/** The command line: one short file a command. Exit codes: 0 done, 1 failed, 2 wrong usage, 128 + the signal's number stopped (Ctrl-C: 130). */
// First, so that an old Node is refused before anything is loaded that it could not run.
import './terminal/node-version.js';
import { createProgram } from './program.js';
import { reportError } from './terminal/describe-error.js';
import { surviveOutputErrors } from './terminal/output.js';

const report = (error: unknown) => reportError(error, process.argv.includes('--debug'));

surviveOutputErrors();
process.on('uncaughtException', (error) => process.exit(report(error)));
try {
  const program = await createProgram(process.argv.slice(2));
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}
