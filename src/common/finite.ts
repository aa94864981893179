/** NaN and infinities are refused where values come in: behind that they spread through every sum without a word. */
import { UsageError } from './errors.js';

/** Place of the first value that is no finite number; -1 when all are. */
export function firstNonFinite(values: ArrayLike<number>): number {
  // x − x is 0 for a finite number, else NaN; a sum of them says in one pass whether there is one to look for.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! - values[i]!;
  if (sum === 0) return -1;
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]!)) return i;
  return -1;
}

/** @param what is named in messages, with its source @throws UsageError with the place of the first other value */
export function expectFinite(values: ArrayLike<number>, what: string): void {
  const at = firstNonFinite(values);
  if (at >= 0) throw new UsageError(`${what}: expected finite numbers, got ${values[at]} at place ${at}`);
}

/** A network computed NaN or an infinity. */
export class NonFiniteOutputs extends Error {}

/** @param outputs of a network: Q-values, logits @throws NonFiniteOutputs (a failure, not wrong usage) with the place of the first other value */
export function expectFiniteOutputs<T extends ArrayLike<number>>(outputs: T): T {
  const at = firstNonFinite(outputs);
  if (at < 0) return outputs;
  throw new NonFiniteOutputs(
    `the network gives outputs that are not finite (${outputs[at]} at place ${at}): its training has diverged, or its weights are damaged`,
  );
}
