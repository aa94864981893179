/** The options of all commands that attack and defend agents. */
import { type Command, Option } from 'commander';
import { timingForms } from '../../attack/agent/timing.js';
import { attackForms } from '../../attack/parse-attack.js';
import { attackOptionForms } from '../../attack/parse-attacks.js';
import { criterionNames } from '../../attack/search/criteria.js';
import { type LossName, losses } from '../../attack/search/losses.js';
import { limits } from '../../common/limits.js';
import { defaultDefenseOptions, defenseForms } from '../../defense/parse-defense.js';
import { type SamplerName, samplers } from '../../defense/sampling/samplers.js';
import { type Backward, backwards } from '../../defense/sap.js';
import type { AttackOn } from '../../evaluation/players/attacked-step.js';
import type { PlayerNames } from '../../evaluation/players/players.js';
import { listOf, names } from './lists.js';
import { numberOption } from './options.js';

export interface AdversaryFlags {
  readonly attacks: string[];
  readonly attackOn: AttackOn;
  readonly loss?: LossName;
  readonly steps?: number;
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
  /** In a gradient; without it each attack has its own number. */
  readonly draws?: number[];
}

/** Adds them; lists take several values with commas. */
export function addAdversaryOptions(command: Command, defaults: AdversaryDefaults): Command {
  return command
    .option(
      '--attack, --attacks <list>',
      `${attackForms.join('; ')}; ${attackOptionForms}`,
      names,
      names(defaults.attacks),
    )
    .addOption(
      new Option('--attack-on <agent>', 'whose gradient is taken: the acting agent’s own, or the plain network’s')
        .choices(['self', 'plain'])
        .default('self'),
    )
    .addOption(
      new Option('--loss <name>', 'what attacks raise (default: the attack’s own)').choices(Object.keys(losses)),
    )
    .option(
      '--steps <count>',
      'steps, or queries, of attacks that take a number of them',
      numberOption(limits.adversary.steps),
    )
    .option('--step-size <pixels>', 'size of their steps', numberOption(limits.adversary.stepSize))
    .option('--restarts <count>', 'random starts of attacks that take several', numberOption(limits.adversary.restarts))
    .option(
      '--gradient-samples <list>',
      `draws of the defense in a gradient${defaults.draws ? '' : ' (default: the attack’s own, of one step 100)'}`,
      listOf(numberOption(limits.adversary.gradientSamples)),
      defaults.draws,
    )
    .option('--defense, --defenses <list>', defenseForms.join('; '), names, names(defaults.defenses))
    .addOption(
      new Option(
        '--backward <mode>',
        'gradient through the pruning: mask and scale constant, scale differentiated, or none',
      )
        .choices(Object.keys(backwards))
        .default(defaultDefenseOptions.backward),
    )
    .addOption(
      new Option('--sampler <name>', 'how pruning draws: exactly, or by coin flips with the same marginals')
        .choices(Object.keys(samplers))
        .default(defaultDefenseOptions.sampler),
    )
    .option(
      '--output-samples <draws>',
      'draws of the defense averaged for an action',
      numberOption(limits.adversary.outputSamples),
      100,
    );
}

export interface TacticsFlags {
  readonly target: string;
  readonly timing: string;
  readonly frames: PlayerNames['frames'];
}

/** Options that make sense only within a game. */
export const addTacticsOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--target <aim>', 'what attacks aim at: any action but the greedy one, or the worst one')
        .choices(criterionNames)
        .default('greedy-action'),
    )
    .option('--timing <when>', timingForms.join('; '), 'always')
    .addOption(
      new Option('--frames <which>', 'frames attacked: the whole stack anew, or the newest, older ones staying as seen')
        .choices(['all', 'newest'])
        .default('all'),
    );

/** What the flags say about attacks and defenses, as experiments take it. */
export function playerNames(flags: AdversaryFlags & Partial<TacticsFlags>): Omit<PlayerNames, 'runs'> {
  const { loss, steps, stepSize, restarts, backward, sampler } = flags;
  return {
    attacks: flags.attacks,
    gradientSamples: flags.gradientSamples ?? [null],
    attackChoices: {
      ...(loss && { loss }),
      ...(steps !== undefined && { steps }),
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
  };
}
