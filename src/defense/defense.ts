/** The contract of defenses: functions from model to model, which compose. */
import type { Model } from '../model/model.js';

/** A function from a model to the defended model. */
export interface Defense {
  (model: Model): Model;
  /** Name for reports: `sap100`, `none`, … */
  readonly label: string;
}

/**
 * Makes a defense of a function.
 * @param label name for reports
 * @example const rounded = defense('rounded', (model) => model.withHook('rounded', () => (h) => tf.round(h)));
 */
export function defense(label: string, apply: (model: Model) => Model): Defense {
  return Object.defineProperty(
    Object.assign((model: Model) => apply(model), { label }),
    'name',
    { value: label },
  );
}

/** No defense: returns the model itself. */
export const none: Defense = defense('none', (model) => model);

/**
 * Composes defenses, the first innermost.
 * @example const model = defend(dwp({ percent: 50 }), sap({ percent: 100 }))(plain);
 */
export function defend(...defenses: readonly Defense[]): Defense {
  const named = defenses.filter((one) => one !== none);
  if (named.length === 1) return named[0]!;
  return named.length === 0
    ? none
    : defense(named.map(({ label }) => label).join('+'), (model) => named.reduce((m, apply) => apply(m), model));
}
