/** A defense is a function from model to model; defenses compose. */
import type { Model } from '../model/model.js';

export interface Defense {
  (model: Model): Model;
  /** For reports: `sap100`, `none`, … */
  readonly label: string;
}

/** A named defense. */
export function defense(label: string, apply: (model: Model) => Model): Defense {
  return Object.defineProperty(
    Object.assign((model: Model) => apply(model), { label }),
    'name',
    { value: label },
  );
}

/** No defense: the model as it is. */
export const none: Defense = defense('none', (model) => model);

/**
 * Composes defenses, the first innermost.
 * @example const model = defend(sap({ percent: 100 }))(plain);
 */
export function defend(...defenses: readonly Defense[]): Defense {
  const named = defenses.filter((one) => one !== none);
  if (named.length === 1) return named[0]!;
  return named.length === 0
    ? none
    : defense(named.map(({ label }) => label).join('+'), (model) => named.reduce((m, apply) => apply(m), model));
}
