/** The attacks and defenses of an evaluation, by name or as objects. */
import { type AttackChoices, type NamedAttack, parseAttacks, samplesOf } from '../../attack/parse-attacks.js';
import type { Attack } from '../../attack/search/attack.js';
import { asUsage, UsageError } from '../../common/errors.js';
import { expectWithin, limits } from '../../common/limits.js';
import { type Defense, none } from '../../defense/defense.js';
import {
  type DefenseOptions,
  defaultDefenseOptions,
  defenseOptionsTaken,
  parseDefense,
} from '../../defense/parse-defense.js';
import type { AttackOn, AttackSettings } from '../settings.js';
import { loadPlugin, type PluginName } from './plugin.js';

/** Attacks and defenses by name, as plain data: it can be stored and sent to threads. */
export interface AdversaryNames {
  /** Names of attacks, as `parseAttacks` reads them. */
  readonly attacks: readonly string[];
  /** Each attack is created once for each number of samples; null: the attack's own number. */
  readonly gradientSamples: readonly (number | null)[];
  /** Options for all attacks that take them. */
  readonly attackChoices: AttackChoices;
  /** The model whose gradients attacks use. */
  readonly attackOn: AttackOn;
  /** Names of defenses, as `parseDefense` reads them. */
  readonly defenses: readonly string[];
  /** Options for all defenses that take them. */
  readonly defenseOptions: DefenseOptions;
  /** Monte Carlo samples of a defense, over which an output is averaged. */
  readonly outputSamples: number;
  /** Module that adds names of attacks and defenses. */
  readonly plugin?: PluginName;
}

/** The same, where an attack or a defense may also be an object. */
export interface AdversaryChoices extends Omit<AdversaryNames, 'attacks' | 'defenses'> {
  readonly attacks: readonly (string | Attack)[];
  readonly defenses: readonly (string | Defense)[];
}

/** The defaults of the command line and of the library. */
export const defaultAdversary: AdversaryNames = {
  attacks: ['fgsm'],
  gradientSamples: [null],
  attackChoices: {},
  attackOn: 'self',
  defenses: ['sap100'],
  defenseOptions: {},
  outputSamples: 100,
};

export interface ListedAttack extends NamedAttack {
  /** The number of samples as it was chosen; null: the attack's own. */
  readonly gradientSamples: number | null;
}

/** Attacks, and defenses against them. */
export interface Adversary {
  /** Each with its name and its number of samples. */
  readonly attacks: readonly ListedAttack[];
  /** Without `none`. */
  readonly defenses: readonly Defense[];
  /** The model whose gradients attacks use. */
  readonly attackOn: AttackOn;
  /** Monte Carlo samples of a defense, over which an output is averaged. */
  readonly outputSamples: number;
}

/** Returns the attack of that label and number of samples. */
export const listedAttack = ({ attacks }: Adversary, label: string, gradientSamples: number | null): ListedAttack =>
  attacks.find((each) => each.label === label && each.gradientSamples === gradientSamples)!;

/** Returns the settings of each attack, by label. */
export const attackSettingsOf = ({ attacks }: Pick<Adversary, 'attacks'>): AttackSettings =>
  Object.fromEntries(attacks.map(({ label, attack }) => [label, attack.settings]));

/** Loads the plugin, if there is one, then the attacks and defenses. @throws UsageError as `adversaryOf`, and for a bad plugin */
export async function openAdversary(names: AdversaryNames): Promise<Adversary> {
  if (names.plugin) await loadPlugin(names.plugin);
  return adversaryOf(names);
}

/** @throws UsageError for an unknown name, for two attacks or defenses with one label, and for an option that nothing takes */
export function adversaryOf(choices: AdversaryChoices): Adversary {
  const { attackOn, outputSamples, defenseOptions } = choices;
  asUsage(() => expectWithin('output-samples', limits.adversary.outputSamples, outputSamples));
  const attacks = attacksOf(choices);
  const defenses = choices.defenses.map((each) =>
    typeof each === 'string' ? asUsage(() => parseDefense(each, defenseOptions)) : each,
  );
  const names = choices.defenses.filter((each) => typeof each === 'string');
  expectUsed(names, defenseOptions);
  expectDistinct(
    'defense',
    defenses.map(({ label }) => label),
  );
  return { attacks, defenses: defenses.filter((defense) => defense !== none), attackOn, outputSamples };
}

/** @throws UsageError for an option with another value than its default that none of the defenses takes */
function expectUsed(defenses: readonly string[], options: DefenseOptions): void {
  const taken = defenses.flatMap(defenseOptionsTaken);
  for (const [option, value] of Object.entries(options) as [keyof DefenseOptions, string][]) {
    if (value === defaultDefenseOptions[option] || taken.includes(option)) continue;
    throw new UsageError(`${option}: expected a defense that takes it, got "${value}" with ${defenses.join(', ')}`);
  }
}

/** Creates each attack with each number of samples; only once where the number does not apply to it. */
function attacksOf({ attacks, gradientSamples, attackChoices }: AdversaryChoices): ListedAttack[] {
  const names = attacks.filter((each) => typeof each === 'string');
  const listed = gradientSamples.flatMap((samples) => {
    const parsed = parseAttacks(names, { ...attackChoices, ...(samples !== null && { gradientSamples: samples }) });
    const named = parsed.values();
    const all = attacks.map(
      (each): NamedAttack => (typeof each === 'string' ? named.next().value! : { label: each.label, attack: each }),
    );
    expectDistinct(
      'attack',
      all.map(({ label }) => label),
    );
    return all.map(
      (each): ListedAttack => ({
        ...each,
        gradientSamples: parsed.includes(each) && samplesOf(each) === samples ? samples : null,
      }),
    );
  });
  const chosen = gradientSamples.filter((samples) => samples !== null);
  if (chosen.length > 0 && listed.every((each) => each.gradientSamples === null)) {
    throw new UsageError(
      `gradient-samples: expected an attack that samples the defense in a gradient and whose name does not set the number of samples, got ${chosen.join(', ')} samples for ${[...new Set(listed.map(({ label }) => label))].join(', ')}`,
    );
  }
  const known = new Set<string>();
  return listed.filter(({ label, gradientSamples: samples }) => {
    const key = JSON.stringify([label, samples]);
    const isNew = !known.has(key);
    known.add(key);
    return isNew;
  });
}

/** @throws UsageError for a name that occurs twice */
export function expectDistinct(what: string, names: readonly string[]): void {
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) throw new UsageError(`${what}: expected each once, got "${twice}" twice`);
}
