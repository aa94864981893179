/** All commands of the command line, with their options; nothing runs before it is parsed. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { evaluateCommand } from './evaluate.js';
import { exportCommand } from './export.js';
import { gamesCommand } from './games.js';
import { importCommand } from './import.js';
import { mcSweepCommand } from './mc-sweep.js';
import { oneLineErrors } from './one-line-errors.js';
import { refuseEmptyPaths } from './options.js';
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

export function createProgram(): Command {
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
  return program;
}
