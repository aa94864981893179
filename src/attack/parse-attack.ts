/** Attacks by the names that reports and the command line use. */
import { UsageError } from '../errors.js';
import type { Attack } from './attack.js';
import { fgsm } from './fgsm.js';
import { expected } from './gradients.js';
import { randomSign } from './random-sign.js';

export interface ParseAttackOptions {
  /** Monte-Carlo draws of a stochastic model in a gradient; default 100, the paper's. */
  readonly gradientDraws?: number;
}

interface Entry {
  readonly meaning: string;
  create(options: Required<ParseAttackOptions>): Attack;
}

/** One line an attack. */
const entries: Readonly<Record<string, Entry>> = {
  fgsm: {
    meaning: 'one step of λ along the sign of the gradient',
    create: ({ gradientDraws }) => fgsm({ gradient: expected({ draws: gradientDraws }) }),
  },
  random: { meaning: 'λ up or down at random', create: () => randomSign() },
};

/** One line an attack, for help texts. */
export const attackForms: readonly string[] = Object.entries(entries).map(
  ([name, { meaning }]) => `${name}: ${meaning}`,
);

/** @throws UsageError saying what was expected and what came */
export function parseAttack(name: string, { gradientDraws = 100 }: ParseAttackOptions = {}): Attack {
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
  if (!entry) throw new UsageError(`attack: expected one of ${attackForms.join('; ')}, got '${name}'`);
  return entry.create({ gradientDraws });
}
