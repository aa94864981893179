/** Rejects NaN and infinities in inputs, where they would otherwise spread unnoticed. */
import { UsageError } from './errors.js';

/** Returns the index of the first value that is not finite; -1 if all are finite. */
export function firstNonFinite(values: ArrayLike<number>): number {
  // x − x is 0 for a finite number, else NaN. The sum of all differences is 0 if all numbers are finite.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! - values[i]!;
  if (sum === 0) return -1;
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]!)) return i;
  return -1;
}

/** @param what name and source of the values, for the message @throws UsageError with the index of the first value that is not finite */
export function expectFinite(values: ArrayLike<number>, what: string): void {
  const at = firstNonFinite(values);
  if (at >= 0) throw new UsageError(`${what}: expected finite numbers, got ${values[at]} at place ${at}`);
}

/** A network computed NaN or an infinity. */
export class NonFiniteOutputs extends Error {}

/** Returns the outputs of a network. @throws NonFiniteOutputs with the index of the first value that is not finite */
export function expectFiniteOutputs<T extends ArrayLike<number>>(outputs: T): T {
  const at = firstNonFinite(outputs);
  if (at < 0) return outputs;
  throw new NonFiniteOutputs(
    `the network gives outputs that are not finite (${outputs[at]} at place ${at}): its training has diverged, or its weights are damaged`,
  );
}
