/** What a training keeps besides arrays and counters: the states of its environments and of its random generators. */
import { UsageError } from '../common/errors.js';
import type { Environment } from '../env/environment.js';
import type { Progress } from './run-loop.js';

export interface SavedState {
  /** States of the environments, by number. */
  readonly environments: readonly Uint8Array[];
  /** Progress of their present episodes. */
  readonly progress: readonly Progress[];
  /** States of the random generators, by use. */
  readonly generators: Readonly<Record<string, number[]>>;
}

/** The name of the file with the state of an environment. */
export const environmentName = (number: number): string => `environment-${number}.bin`;

/** @param first number of the first one @throws UsageError that names the file of a state that does not fit */
export function restoreEnvironments(
  environments: readonly Environment[],
  states: readonly Uint8Array[],
  first = 0,
): void {
  for (const [i, environment] of environments.entries()) {
    try {
      environment.restore(states[i]!);
    } catch (error) {
      throw new UsageError(`${environmentName(first + i)}: ${(error as Error).message}`);
    }
  }
}
