/** Agents that differ in their gradients alone, such as `sap100` and `sap100-identity`, count as one agent. */

import { groupBy } from '../../common/group-by.js';
import { outputLabel } from '../../defense/parse-defense.js';

interface Attacked {
  readonly agent: string;
  readonly attack: string | null;
}

/** Common name of such agents: the one without a suffix, if it is among them. */
export function sharedName(same: readonly Pick<Attacked, 'agent'>[]): string {
  const names = same.map(({ agent }) => agent);
  return names.find((name) => name === outputLabel(name)) ?? names[0]!;
}

/** The attacks on such agents, each once: `fgsm`, `fgsm on sap100-identity`. */
export function attacksOn(same: readonly Attacked[]): string[] {
  const name = sharedName(same);
  return [...new Set(same.map(({ agent, attack }) => (agent === name ? attack! : `${attack} on ${agent}`)))];
}

/** States which agents count as one in worst cases. */
export function sharedNotes(agents: readonly string[]): string[] {
  const groups = [...groupBy(new Set(agents), outputLabel).values()].filter((names) => names.length > 1);
  return groups.map((names) => {
    const name = sharedName(names.map((agent) => ({ agent })));
    const others = names.filter((other) => other !== name);
    return `The worst case of ${name} includes the attacks on ${others.join(', ')}: the same agent with other gradients.`;
  });
}
