/** Settings in sentences. */
import { plural } from '../../common/format.js';
import type { Setting } from '../settings.js';

type Described = Pick<Setting, 'lambda' | 'agent'> & Partial<Setting>;

/**
 * An attack's name without its options, where no other attack has that name: `fgsm` for `fgsm:samples=20`.
 * @param among all attacks of the report
 */
export function shortAttack(attack: string, among: readonly (string | null | undefined)[]): string {
  const name = nameOf(attack);
  const alike = new Set(among.filter((other) => other && nameOf(other) === name));
  return alike.size > 1 ? attack : name;
}

const nameOf = (attack: string): string => attack.split(':')[0]!;

/** An agent among others: its defense, with its game and run where they differ. */
export function describeAgent({ game, run, agent }: Described, among: readonly Described[]): string {
  return [
    ...(several(among, (each) => each.game) ? [`${game}:`] : []),
    ...(several(among, (each) => each.run) ? [`${run}:`] : []),
    agent,
  ].join(' ');
}

/** A setting among others, `sap100 at λ 4`, with whatever else tells it from them. */
export function describeSetting(setting: Described, among: readonly Described[]): string {
  const { lambda, attack, gradientSamples } = setting;
  const attacked = among.filter((each) => each.attack);
  const attacks = attacked.map((each) => each.attack);
  return [
    `${describeAgent(setting, among)} at λ ${lambda}`,
    ...(attack && new Set(attacks).size > 1 ? [`under ${shortAttack(attack, attacks)}`] : []),
    ...(gradientSamples && several(attacked, (each) => each.gradientSamples)
      ? [`with ${plural(gradientSamples, 'sample')} per gradient`]
      : []),
  ].join(' ');
}

const several = (settings: readonly Described[], of: (each: Described) => unknown): boolean =>
  new Set(settings.map(of)).size > 1;
