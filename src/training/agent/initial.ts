/** How a training starts: with random weights, or with those of an agent, which lie in the run's folder `initial`. */
import { join } from 'node:path';
import type { Config } from '../../agent/config.js';
import { expectInitialAgent, type InitialAgent, loadInitialAgent } from '../../agent/initial-agent.js';
import { initialize } from '../../agent/network.js';
import { UsageError } from '../../common/errors.js';
import { createRandom } from '../../common/random.js';
import { initialName } from '../../storage/runs/names.js';
import type { Learning } from './algorithms/learning.js';

/**
 * Returns the files with which a new run begins, by path.
 * @throws UsageError if the config names other weights than those of the agent
 */
export function initialFiles({ initFrom }: Config, initial: InitialAgent | undefined): InitialAgent['files'] {
  const got = initial?.keys.initFrom ?? null;
  if (initFrom !== got) {
    throw new UsageError(
      `initFrom: expected weights with the SHA-256 ${initFrom}, got ${got ?? 'none'}: give their agent with --init-from, or leave the key out of the config`,
    );
  }
  return Object.fromEntries(
    Object.entries(initial?.files ?? {}).map(([name, data]) => [join(initialName, name), data]),
  );
}

/** Writes the parameters with which a run starts. @param run its folder, which has the weights if it was begun before */
export function initializeParameters(
  { agent: { specs, config, game, actions }, online }: Learning,
  run: string,
  given: InitialAgent | undefined,
): void {
  if (config.initFrom === null) {
    initialize(online.views, specs, createRandom(config.seed).split('parameters'));
    return;
  }
  const initial = given ?? loadInitialAgent(join(run, initialName));
  expectInitialAgent(initial, game, actions, config);
  initialFiles(config, initial); // throws for other weights
  for (const [i, view] of online.views.entries()) view.set(initial.agent.views[i]!);
}
