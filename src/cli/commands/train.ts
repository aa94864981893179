import { Command, Option } from 'commander';
import { limits } from '../../common/limits.js';
import { providers } from '../../compute/signature.js';
import { bundledForms, runFolder } from '../options/bundled.js';
import { engines } from '../options/computing-options.js';
import { choiceOption } from '../options/parse/choices.js';
import { numberOption } from '../options/parse/numbers.js';
import { addRulesOptions } from '../options/rules-options.js';
import type { TrainFlags } from '../train/flags.js';
import { addTrackOption } from '../train/track.js';
import { train } from '../train/train.js';

export function trainCommand(): Command {
  const { agent, command: bounds } = limits;
  const command = new Command('train')
    .description(
      'Train an agent with double DQN or parallel Q-learning. The run folder holds config, metrics, checkpoints and, at the end, the agent.',
    )
    .option('--game <name>', 'a game that `sap-atari games` lists (default: the config’s, else Catch)')
    .option(
      '--config <file>',
      'JSON file of hyperparameters (default: the game’s file in configs/: quick.json for Catch, tenpins.json, raiders.json, else paper.json)',
    )
    .addOption(
      choiceOption(
        '--algorithm <name>',
        'double DQN, or parallel Q-learning: by configs/laptop.json (default: the config’s)',
        ['ddqn', 'pqn'],
      ),
    )
    .option('--seed <integer>', 'training seed (default: the config’s)', numberOption(agent.seed))
    .option(
      '--steps <count>',
      'length of the run in agent steps of 4 frames (default: the config’s)',
      numberOption(agent.totalSteps),
    )
    .option('--envs <count>', 'parallel environments (default: the config’s)', numberOption(agent.environments))
    .option(
      '--threads <count>',
      'threads that compute updates, and with pqn also play (default: the config’s)',
      numberOption(agent.threads),
    )
    .addOption(choiceOption('--engine <name>', 'library that computes (default: the config’s)', engines))
    .addOption(
      choiceOption('--provider <name>', 'with engine onnx: execution provider (default: the config’s)', providers),
    )
    .addOption(
      choiceOption('--replay <kind>', 'storage of replayed frames (default: the config’s)', ['compressed', 'raw']),
    )
    .option(
      '--checkpoint-minutes <minutes>',
      'minutes between checkpoints: the most work a crash can lose (default: the config’s)',
      numberOption(agent.checkpointPeriodMinutes),
    )
    .option(
      '--seeds <count>',
      'train this many seeds, from --seed on, each in a process and a folder of its own',
      numberOption(bounds.seeds),
    )
    .option('--parallel <count>', 'with --seeds: runs at a time (default: 1)', numberOption(bounds.parallel))
    .option('--plan', 'measure and print the time, memory and disk space that the run will take; write nothing', false)
    .option('--out <folder>', 'run folder (default: runs/<game>-<seed>; with --seeds runs/<game>-seeds)')
    .option('--resume <folder>', 'resume the run in this folder; the result is the same as without the interruption')
    .addOption(
      new Option(
        '--init-from <folder>',
        `start a new run from the weights of this agent: a run folder, ${bundledForms}. The run has the game and the network of the agent. Its other settings are those of a new run, exploration too`,
      ).argParser(runFolder),
    )
    .option('--accept-config-changes', 'with --resume: continue although config.json was edited', false)
    .option('--overwrite', 'replace the run that the folder holds, once the new one has started', false)
    .option('--json', 'print each metrics row as a line of JSON instead of progress', false)
    .action((flags: TrainFlags) => train(flags));
  return addRulesOptions(addTrackOption(command), 'the config’s, dqn2015', { training: true });
}
