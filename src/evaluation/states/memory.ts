/** Estimates the memory of an evaluation on recorded states. */
import { observationBytes, observationShape } from '../../env/environment.js';
import type { MemoryNeed } from '../../jobs/memory.js';
import { activationBytes } from '../../model/activation-memory.js';
import { planBlocks } from '../blocks.js';
import { cellsMemory } from '../players/cell-memory.js';
import type { Players } from '../players/players.js';
import { keptCells } from './state-prober.js';

/** @param count recorded states, of which each worker holds a copy */
export async function gridMemory(
  lambdas: readonly number[],
  players: Players,
  workers: number,
  count: number,
): Promise<MemoryNeed> {
  const { network, specs } = players.agentsUnderTest[0]!.agent;
  const jobs = planBlocks({ adversary: players, count, lambdas });
  return {
    ...cellsMemory({
      ...{ adversary: players, workers: Math.min(workers, jobs.length), kept: keptCells },
      cells: jobs,
      activationBytes: await activationBytes(network, specs, observationShape),
    }),
    states: { bytes: (1 + workers) * count * observationBytes, lower: '--states' },
  };
}
