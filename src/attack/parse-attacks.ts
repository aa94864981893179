/** Lists of attacks with one set of options for all of them. */
import { UsageError } from '../errors.js';
import type { Attack } from './attack.js';
import { type OwnOption, optionsTaken, type ParseAttackOptions, parseAttack } from './parse-attack.js';

/** Options that mean something to some attacks. */
export type AttackChoices = Pick<ParseAttackOptions, OwnOption>;

/**
 * The attacks by name, each with those options that it takes.
 * @throws UsageError for an unknown name, and for an option that none of them takes
 */
export function parseAttacks(names: readonly string[], options: ParseAttackOptions = {}): Attack[] {
  const given = (Object.keys(options) as (keyof ParseAttackOptions)[]).filter((key) => options[key] !== undefined);
  const taken = (name: string) => optionsTaken(name) as readonly string[];
  const isChoice = (key: string) => key in choices;
  const useless = given.find((key) => isChoice(key) && !names.some((name) => taken(name).includes(key)));
  // The attack itself says best that it takes no such thing.
  if (useless !== undefined && names.length === 1) parseAttack(names[0]!, options);
  if (useless !== undefined) {
    throw new UsageError(`none of the attacks ${names.join(', ')} takes ${useless}, got ${options[useless]}`);
  }
  return names.map((name) =>
    parseAttack(
      name,
      Object.fromEntries(
        given.filter((key) => !isChoice(key) || taken(name).includes(key)).map((k) => [k, options[k]]),
      ),
    ),
  );
}

const choices: Readonly<Record<OwnOption, true>> = { loss: true, steps: true, stepPixels: true, restarts: true };
