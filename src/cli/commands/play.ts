import { Command, Option } from 'commander';
import { limits } from '../../common/limits.js';
import { animationFormats } from '../../report/animation.js';
import { defaultFilm, film, type PlayFlags } from '../film/film.js';
import { runFolder } from '../options/bundled.js';
import { checkpointOption } from '../options/checkpoint.js';
import { numberOption } from '../options/parse/numbers.js';
import { addPluginOption } from '../options/plugin-option.js';

export function playCommand(): Command {
  const { adversary, agent, command } = limits;
  const play = new Command('play')
    .description(
      'Film an episode as an animated picture: the screen, what the network sees, and the perturbation, magnified.',
    )
    .option('--game <name>', 'game to play at random; with --run, the agent’s own game is played')
    .option('--run <folder>', 'run folder of the agent (default: the bundled Catch agent)', runFolder)
    .addOption(checkpointOption())
    .addOption(new Option('--random', 'play random actions').default(false).conflicts(['run', 'attack', 'defense']))
    .option('--lambda <gray-levels>', 'λ, the L∞ bound of the perturbation, 0–255; 0 = no attack', '4')
    .option('--attack <name>', 'as in `evaluate`', 'fgsm')
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
    .option('--exploration <share>', 'share of random actions, 0–1', numberOption(command.exploration), 0)
    .option('--steps <count>', 'length of the film in steps of 4 frames', numberOption(command.filmSteps), 320)
    .option('--seed <integer>', 'seed of start, random actions and Monte Carlo samples', numberOption(agent.seed), 1)
    .option('--out <file>', `file to write, ${animationFormats.join(' or ')} by its extension`, defaultFilm)
    .option('--overwrite', `replace the file if it exists (${defaultFilm} is always replaced)`, false)
    .action((flags: PlayFlags) => film(flags));
  return addPluginOption(play);
}
