#!/usr/bin/env node
/** The entry of the command line. Exit codes: 0 done, 1 failed, 2 wrong usage, 128 + number of the signal that stopped it (Ctrl-C: 130). */
// Imported first: an old Node is refused before a module is loaded that it cannot run.
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
