#!/usr/bin/env node
/** The command line: one short file a command. Exit codes: 0 done, 1 failed, 2 wrong usage, 128 + the signal's number stopped (Ctrl-C: 130). */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { UsageError } from '../errors.js';
import { printable } from '../printable.js';
import { evaluateCommand } from './evaluate.js';
import { exportCommand } from './export.js';
import { gamesCommand } from './games.js';
import { importCommand } from './import.js';
import { mcSweepCommand } from './mc-sweep.js';
import { oneLineErrors } from './one-line-errors.js';
import { refuseEmptyPaths } from './options.js';
import { surviveOutputErrors } from './output.js';
import { playCommand } from './play.js';
import { recordStatesCommand } from './record-states.js';
import { reportCommand } from './report.js';
import { resultsCommand } from './results.js';
import { romsCommand } from './roms.js';
import { stateGridCommand } from './state-grid.js';
import { table1Command } from './table1.js';
import { trainCommand } from './train.js';
import { visionCommand } from './vision.js';

const { version, description } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

const program = oneLineErrors(new Command('sap-atari'))
  .description(description)
  .version(version)
  .option('--debug', 'print the stack trace of an error', false)
  .hook('preAction', (_, command) => refuseEmptyPaths(command));
for (const command of [
  trainCommand(),
  evaluateCommand(),
  table1Command(),
  mcSweepCommand(),
  stateGridCommand(),
  recordStatesCommand(),
  resultsCommand(),
  playCommand(),
  reportCommand(),
  gamesCommand(),
  exportCommand(),
  importCommand(),
  romsCommand(),
  visionCommand(),
]) {
  program.addCommand(oneLineErrors(command));
}

surviveOutputErrors();
process.on('uncaughtException', (error) => process.exit(report(error)));
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Prints an error as one line (commander has already printed its own) and chooses the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const message = error instanceof Error ? error.message : String(error);
  console.error(`sap-atari: ${printable(message)}`);
  if (program.opts().debug && error instanceof Error) console.error(error.stack);
  return error instanceof UsageError ? 2 : 1;
}
