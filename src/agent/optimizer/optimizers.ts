/** The optimizers by name. */
import { type AdamOptions, adam } from './adam.js';
import { type RmspropOptions, rmsprop } from './rmsprop.js';
import type { OptimizerRule } from './rule.js';

/** An optimizer and its constants: plain data. */
export type OptimizerOptions =
  | ({ readonly kind: 'rmsprop' } & RmspropOptions)
  | ({ readonly kind: 'adam' } & AdamOptions);

export const optimizerRule = (options: OptimizerOptions): OptimizerRule =>
  options.kind === 'rmsprop' ? rmsprop(options) : adam(options);
