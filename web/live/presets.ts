/** Attacks and defenses that the page offers by name; the text fields take every other one. */
import { attackEntries } from '../../src/attack/parse-attack.js';
import { defenseEntries } from '../../src/defense/parse-defense.js';

/** A name for a choice, and what it means. */
export interface Preset {
  readonly title: string;
  readonly meaning: string;
}
export type Presets = Readonly<Record<string, Preset>>;

const preset = (title: string, meaning: string): Preset => ({ title, meaning });

/** As `--attack` takes them, with budgets that a page computes while one watches. */
export const attackPresets: Presets = {
  fgsm: preset('FGSM', 'one step along the sign of the gradient'),
  iterative: preset('BIM', 'steps of 1 gray level along the gradient'),
  'pgd:steps=10': preset('PGD, 10 steps', 'along the gradient, from a random point'),
  'apgd:steps=10': preset('Auto-PGD, 10 steps', 'along the gradient, with momentum and step sizes of its own'),
  'eot-pgd:steps=10': preset('EOT-PGD, 10 steps', 'along the gradient averaged over samples of the defense'),
  transfer: preset('Transfer FGSM', 'one step along the gradient of the plain network'),
  'square:steps=100': preset('Square, 100 queries', 'random search without a gradient'),
  random: preset('Random ± λ', 'no search at all, for comparison'),
};

const pruning = 'stochastic activation pruning';

/** As `--defense` takes them. */
export const defensePresets: Presets = {
  none: preset('No defense', 'the plain network'),
  sap100: preset('SAP 100 %', pruning),
  sap50: preset('SAP 50 %', pruning),
  sap10: preset('SAP 10 %', pruning),
  'dropout0.1': preset('Dropout 0.1', 'activations are set to 0 at random'),
  'rna0.1': preset('Noise 0.1', 'random numbers are added to activations'),
  dwp50: preset('Weights 50 %', 'the smaller half of the weights is pruned'),
};

/** Returns the preset of an attack, or what its name means. */
export const attackPreset = (attack: string): Preset =>
  attackPresets[attack] ?? preset(attack, attackEntries().get(attack.split(':')[0]!)?.meaning ?? 'an attack');

/** Returns the preset of a defense, or what its name means. */
export const defensePreset = (defense: string): Preset => {
  if (defensePresets[defense]) return defensePresets[defense];
  const letters = /^[a-z]*/.exec(defense)![0];
  const entry = [...defenseEntries()].find(([form]) => form.startsWith(`${letters}<`));
  const isOne = !defense.includes('+');
  return preset(
    defense,
    isOne && entry ? entry[1].meaning.split(/[:,] /)[0]! : 'several defenses, the first innermost',
  );
};
