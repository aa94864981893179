import { Command, Option } from 'commander';
import { limits } from '../../common/limits.js';
import { filmFormats } from '../../report/film/film-files.js';
import { addAgentOption } from '../agents/agent-options.js';
import { defaultFilm, film, type PlayFlags } from '../film/film.js';
import { checkpointOption } from '../options/checkpoint.js';
import { choiceOption } from '../options/parse/choices.js';
import { numberOption } from '../options/parse/numbers.js';
import { addPluginOption } from '../options/plugin-option.js';
import { addRulesOptions } from '../options/rules-options.js';

/** Options that mean nothing without an agent. */
const ofAgents = [
  ...['run', 'checkpoint', 'versus', 'lambda', 'attack', 'defense', 'gradientSamples', 'outputSamples', 'exploration'],
] as const;

export function playCommand(): Command {
  const { adversary, agent, command } = limits;
  const play = addAgentOption(
    new Command('play').description(
      'Film an episode: the screen, what the network receives, the perturbation, magnified, and the Q-values of all actions.',
    ),
  )
    .addOption(checkpointOption())
    .addOption(
      new Option('--random', 'play random actions, without an agent, in the game of --game or in Catch')
        .default(false)
        .conflicts([...ofAgents]),
    )
    .option('--lambda <gray-levels>', 'λ, the L∞ bound of the perturbation, 0–255; 0 = no attack', '4')
    .option('--attack <name>', 'as in `evaluate`', 'fgsm')
    .option(
      '--versus <attack>',
      'film the agent twice, side by side and from the same start: on the left under this attack, or with `none` without one; on the right under that of --attack',
    )
    .option('--defense <name>', 'as in `evaluate`', 'none')
    .option(
      '--gradient-samples <count>',
      'Monte Carlo samples of the defense in each gradient',
      numberOption(adversary.gradientSamples),
      20,
    )
    .option(
      '--output-samples <count>',
      'Monte Carlo samples of the defense that are averaged for an action',
      numberOption(adversary.outputSamples),
      20,
    )
    .option(
      '--exploration <share>',
      'share of random actions, 0–1 (default: that of the agent’s evaluations)',
      numberOption(command.exploration),
    )
    .option('--steps <count>', 'most agent steps; an episode may end before', numberOption(command.filmSteps), 3000)
    .option('--seed <integer>', 'seed of start, random actions and Monte Carlo samples', numberOption(agent.seed), 1)
    .option(
      '--out <file>',
      `file to write: a lossless animated .webp, or an .mp4 where ffmpeg is installed`,
      defaultFilm,
    )
    .addOption(choiceOption('--video <format>', 'a second film beside it, of the same name', filmFormats))
    .option('--overwrite', `replace the film if it exists (${defaultFilm} is always replaced)`, false)
    .action((flags: PlayFlags) => film(flags));
  return addPluginOption(addRulesOptions(play, 'those of the agent’s training, or dqn2015'));
}
