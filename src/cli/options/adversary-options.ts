/** The options of all commands that attack and defend networks. */
import type { Command } from 'commander';
import { attackNames } from '../../attack/parse-attack.js';
import { type LossName, losses } from '../../attack/search/losses.js';
import { limits } from '../../common/limits.js';
import { defaultDefenseOptions, defenseNames } from '../../defense/parse-defense.js';
import { type SamplerName, samplers } from '../../defense/sampling/samplers.js';
import { type Backward, backwards } from '../../defense/sap.js';
import type { PlayerNames } from '../../evaluation/players/players.js';
import type { AttackOn } from '../../evaluation/settings.js';
import { choiceOption } from './parse/choices.js';
import { gameRulesOf, type RulesFlags } from './parse/given-rules.js';
import { listOf, names } from './parse/lists.js';
import { numberOption } from './parse/numbers.js';
import { addPluginOption, type PluginFlags, pluginOf } from './plugin-option.js';
import type { TacticsFlags } from './tactics-options.js';

export interface AdversaryFlags extends PluginFlags {
  readonly attacks: string[];
  readonly attackOn: AttackOn;
  readonly loss?: LossName;
  readonly attackSteps?: number;
  readonly stepSize?: number;
  readonly restarts?: number;
  readonly gradientSamples?: number[];
  readonly defenses: string[];
  readonly backward: Backward;
  readonly sampler: SamplerName;
  readonly outputSamples: number;
}

export interface AdversaryDefaults {
  readonly attacks: string;
  readonly defenses: string;
  /** Without it each attack has its own number. */
  readonly gradientSamples?: number[];
}

/** Adds the options; lists take several values with commas. */
export function addAdversaryOptions(command: Command, defaults: AdversaryDefaults): Command {
  const { adversary } = limits;
  return addPluginOption(command)
    .option(
      '--attack, --attacks <list>',
      `${attackNames().join(', ')}; options of one attack follow colons: pgd:steps=20:restarts=2; see \`sap-atari attacks\``,
      names,
      names(defaults.attacks),
    )
    .addOption(
      choiceOption(
        '--attack-on <agent>',
        'network whose gradient the attacks use: the evaluated agent with its defense (self), or the plain network',
        ['self', 'plain'],
      ).default('self'),
    )
    .addOption(
      choiceOption('--loss <name>', 'loss that attacks maximize (default: the attack’s own)', Object.keys(losses)),
    )
    .option(
      '--attack-steps <count>',
      'iterations, or queries, of attacks that take a number of them (default: the attack’s own)',
      numberOption(adversary.steps),
    )
    .option(
      '--step-size <gray-levels>',
      'step size of attacks that take one (default: the attack’s own)',
      numberOption(adversary.stepSize),
    )
    .option(
      '--restarts <count>',
      'random starts of attacks that take several (default: the attack’s own)',
      numberOption(adversary.restarts),
    )
    .option(
      '--gradient-samples <list>',
      `Monte Carlo samples of a stochastic defense in each gradient of an attack${
        defaults.gradientSamples ? '' : ' (default: the attack’s own; 100 for attacks of one step)'
      }`,
      listOf(numberOption(adversary.gradientSamples)),
      defaults.gradientSamples,
    )
    .option(
      '--defense, --defenses <list>',
      `${defenseNames().join(', ')}; “+” composes, the first innermost: dwp50+sap100; see \`sap-atari defenses\``,
      names,
      names(defaults.defenses),
    )
    .addOption(
      choiceOption(
        '--backward <mode>',
        'gradient of SAP: mask and scale as constants, the scale differentiated, or the identity',
        Object.keys(backwards),
      ).default(defaultDefenseOptions.backward),
    )
    .addOption(
      choiceOption(
        '--sampler <name>',
        'how SAP and SWP sample: exactly, or independent Bernoulli variables with the same marginal probabilities',
        Object.keys(samplers),
      ).default(defaultDefenseOptions.sampler),
    )
    .option(
      '--output-samples <count>',
      'Monte Carlo samples of a stochastic defense that are averaged for an output',
      numberOption(adversary.outputSamples),
      100,
    );
}

/** Returns the attacks and defenses of the flags, as experiments take them. */
export function playerNames(
  flags: AdversaryFlags & Partial<TacticsFlags> & RulesFlags & { readonly game?: string | undefined },
): Omit<PlayerNames, 'runs'> {
  const { loss, attackSteps, stepSize, restarts, backward, sampler } = flags;
  return {
    attacks: flags.attacks,
    gradientSamples: flags.gradientSamples ?? [null],
    attackChoices: {
      ...(loss && { loss }),
      ...(attackSteps !== undefined && { steps: attackSteps }),
      ...(stepSize !== undefined && { stepSize }),
      ...(restarts !== undefined && { restarts }),
    },
    attackOn: flags.attackOn,
    target: flags.target ?? 'greedy-action',
    timing: flags.timing ?? 'always',
    frames: flags.frames ?? 'all',
    defenses: flags.defenses,
    defenseOptions: { backward, sampler },
    outputSamples: flags.outputSamples,
    ...gameRulesOf(flags, flags.game),
    ...pluginOf(flags),
  };
}
