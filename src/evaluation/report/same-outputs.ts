/** Agents that differ in their gradients alone, such as `sap100` and `sap100-identity`: one agent, attacked in several ways. */

import { groupBy } from '../../common/group-by.js';
import { outputLabel } from '../../defense/parse-defense.js';

interface Attacked {
  readonly agent: string;
  readonly attack: string | null;
}

/** What to call them all: the one that is called so without a suffix, where it takes part. */
export function sharedName(same: readonly Pick<Attacked, 'agent'>[]): string {
  const names = same.map(({ agent }) => agent);
  return names.find((name) => name === outputLabel(name)) ?? names[0]!;
}

/** All that was tried on them, each once: `fgsm`, `fgsm on sap100-identity`. */
export function attacksOn(same: readonly Attacked[]): string[] {
  const name = sharedName(same);
  return [...new Set(same.map(({ agent, attack }) => (agent === name ? attack! : `${attack} on ${agent}`)))];
}

/** Says which agents worst cases count as one. */
export function sharedNotes(agents: readonly string[]): string[] {
  const groups = [...groupBy(new Set(agents), outputLabel).values()].filter((names) => names.length > 1);
  return groups.map((names) => {
    const name = sharedName(names.map((agent) => ({ agent })));
    const others = names.filter((other) => other !== name);
    return `The worst case of ${name} counts the attacks on ${others.join(', ')} too: the same agent, other gradients.`;
  });
}
