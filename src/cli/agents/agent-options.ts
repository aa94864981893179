/** The options that say which agents a command uses. */
import { type Command, Option } from 'commander';
import { bundledForms, runFolder } from '../options/bundled.js';
import { listOf } from '../options/parse/lists.js';
import { runsFolder } from './choose-agent.js';

const standard = `default: the newest run under ${runsFolder}/, else the bundled Catch agent`;

/** Adds `--run` and `--game`, for a command that uses one agent. */
export const addAgentOption = (command: Command): Command =>
  addGameOption(
    command.addOption(
      new Option('--run <folder>', `run folder of the agent, ${bundledForms} (${standard})`).argParser(runFolder),
    ),
  );

/** Adds `--runs` and `--game`, for a command that uses several agents. */
export const addAgentsOption = (command: Command): Command =>
  addGameOption(
    command.addOption(
      new Option(
        '--run, --runs <list>',
        `run folders of the agents, or folders of checkpoints, ${bundledForms} (${standard})`,
      ).argParser(listOf(runFolder)),
    ),
  );

const addGameOption = (command: Command): Command =>
  command.option(
    '--game <name>',
    `a game: use its newest run under ${runsFolder}/, else its bundled agent or that of the zoo; with --run, expect agents of this game`,
  );
