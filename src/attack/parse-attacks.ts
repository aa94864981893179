/** Parses lists of attacks with options: `fgsm`, `pgd:steps=20`, `eot-pgd:steps=50:step-size=1:samples=20`. */
import { UsageError } from '../common/errors.js';
import { suggestion } from '../common/nearest.js';
import { type OwnOption, optionsTaken, type ParseAttackOptions, parseAttack } from './parse-attack.js';
import type { Attack } from './search/attack.js';

/** Options for the attacks of a list, each used by those that take it. */
export type AttackChoices = Pick<ParseAttackOptions, OwnOption>;

export interface NamedAttack {
  /** The attack's label, followed by the options that were written after its name. */
  readonly label: string;
  readonly attack: Attack;
}

/** Options that may be written after a name, and what they set. */
const written: Readonly<Record<string, OwnOption | 'gradientSamples'>> = {
  loss: 'loss',
  steps: 'steps',
  'step-size': 'stepSize',
  restarts: 'restarts',
  samples: 'gradientSamples',
};

/** The options that may follow an attack's name. */
export const attackOptionNames = Object.keys(written);

/**
 * Parses attacks.
 * @param texts each a name, followed by its own options, separated by colons
 * @param options for all attacks that take them; an option after a name has priority
 * @throws UsageError for an unknown name or option, a value out of range, and an option that none of the attacks takes
 */
export function parseAttacks(texts: readonly string[], options: ParseAttackOptions = {}): NamedAttack[] {
  const specs = texts.map(parseSpec);
  const choices = Object.values(written).filter(
    (key): key is OwnOption => key !== 'gradientSamples' && options[key] !== undefined,
  );
  const useless = choices.find((key) => !specs.some(({ name }) => optionsTaken(name).includes(key)));
  if (useless !== undefined) {
    for (const { name } of specs) parseAttack(name, { [useless]: options[useless] }); // its error names the attacks that take the option
  }
  return specs.map(({ name, own, suffix }) => {
    const taken = choices.filter((key) => optionsTaken(name).includes(key));
    const { gradientSamples, layout } = options;
    const common = Object.fromEntries(taken.map((key) => [key, options[key]]));
    const attack = parseAttack(name, { gradientSamples, layout, ...common, ...own });
    if (own.gradientSamples !== undefined && samplesOf({ attack }) === null) {
      throw new UsageError(
        `attack ${name} takes no Monte Carlo samples of a defense, got samples=${own.gradientSamples}: leave it out`,
      );
    }
    return { label: `${attack.label}${suffix}`, attack };
  });
}

/**
 * Returns the number of Monte Carlo samples of the defense in each gradient or query of an attack, read from its settings
 * (`expected20`). Null for attacks that use neither, or only the plain network.
 */
export function samplesOf({ attack }: Pick<NamedAttack, 'attack'>): number | null {
  const { gradient, score } = attack.settings;
  const expectation = attack.on === 'plain' ? undefined : (gradient ?? score);
  return expectation === undefined ? null : Number(/\d+$/.exec(String(expectation))?.[0] ?? 1);
}

interface Spec {
  readonly name: string;
  readonly own: ParseAttackOptions;
  /** The options as written, without the loss, which is part of the attack's label. */
  readonly suffix: string;
}

function parseSpec(text: string): Spec {
  const [name = '', ...parts] = text.split(':');
  const own: Record<string, string | number> = {};
  for (const part of parts) {
    const [, option = '', value = ''] = /^([^=]*)=(.+)$/.exec(part) ?? [];
    const key = Object.hasOwn(written, option) ? written[option]! : undefined;
    if (key === undefined || (key !== 'loss' && !/^\d+(\.\d+)?$/.test(value))) {
      throw new UsageError(
        `attack: ${key ? '' : suggestion(option, attackOptionNames)}expected <name>:<option>=<value> with an option of ${attackOptionNames.join(', ')}, got "${part}" in "${text}"`,
      );
    }
    if (Object.hasOwn(own, key)) {
      throw new UsageError(`attack: expected each option once, got ${option} twice in "${text}"`);
    }
    own[key] = key === 'loss' ? value : Number(value);
  }
  const suffix = parts.filter((part) => !part.startsWith('loss=')).map((part) => `:${part}`);
  return { name, own: own as ParseAttackOptions, suffix: suffix.join('') };
}
