/** What a training keeps besides arrays and counters: the states of its environments and of its random generators. */
import { UsageError } from '../common/errors.js';
import type { Random } from '../common/random.js';
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

/** What plays in a training; `progress` is updated in place. */
export interface Playing {
  readonly environments: readonly Environment[];
  readonly progress: Progress[];
  /** By use. */
  readonly generators: Readonly<Record<string, Random>>;
}

export const saveState = ({ environments, progress, generators }: Playing): SavedState => ({
  environments: environments.map((environment) => environment.save()),
  progress,
  generators: Object.fromEntries(Object.entries(generators).map(([use, rng]) => [use, rng.state()])),
});

/** @param first number of the first environment @throws UsageError that names the file of a state that does not fit */
export function restoreState({ environments, progress, generators }: Playing, state: SavedState, first = 0): void {
  for (const [i, environment] of environments.entries()) {
    try {
      environment.restore(state.environments[i]!);
    } catch (error) {
      throw new UsageError(`${environmentName(first + i)}: ${(error as Error).message}`);
    }
    progress[i] = { ...state.progress[i]! };
  }
  for (const [use, rng] of Object.entries(generators)) rng.restore(state.generators[use]!);
}
