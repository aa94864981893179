/** What evaluations, grids and images take in memory: what their workers keep compiled at a time. */
import { observationBytes, observationShape } from '../env/environment.js';
import type { MemoryNeed } from '../jobs/memory.js';
import { activationBytes } from '../model/activation-memory.js';
import type { Classifier } from '../vision/classifier-files.js';
import { keptDeciders } from './games/player.js';
import { keptCells as keptImageCells } from './images/image-prober.js';
import { type Cell, cellsMemory, distinctCells } from './players/cell-memory.js';
import type { Adversary, Players } from './players/players.js';
import { type Lists, planSettings, randomPlayer } from './settings.js';
import { planGrid } from './states/state-grid.js';
import { keptCells as keptGridCells } from './states/state-prober.js';

/** Each worker plays one game at a time. */
export async function evaluationMemory(
  { lambdas, chance, seeds, episodes }: Pick<Lists, 'lambdas' | 'chance' | 'seeds' | 'episodes'>,
  players: Players,
  workers: number,
): Promise<MemoryNeed> {
  const { network, specs } = players.agentsUnderTest[0]!.agent;
  const settings = planSettings({ ...players, lambdas, chance, defenses: players.defenses.map(({ label }) => label) });
  const cells = settings.flatMap((each) => (each.agent === randomPlayer ? [] : [{ ...each, states: 1 }]));
  return cellsMemory({
    ...{
      adversary: players,
      workers: Math.min(workers, settings.length * seeds.length * episodes),
      kept: keptDeciders,
    },
    cells: distinctCells(cells),
    activationBytes: await activationBytes(network, specs, observationShape),
  });
}

/** @param count recorded states, which each worker has too */
export async function gridMemory(
  lambdas: readonly number[],
  players: Players,
  workers: number,
  count: number,
): Promise<MemoryNeed> {
  const { network, specs } = players.agentsUnderTest[0]!.agent;
  const jobs = planGrid({ players, states: { count }, lambdas });
  return {
    ...cellsMemory({
      ...{ adversary: players, workers: Math.min(workers, jobs.length), kept: keptGridCells },
      cells: distinctCells(jobs),
      activationBytes: await activationBytes(network, specs, observationShape),
    }),
    states: { bytes: (1 + workers) * count * observationBytes, lower: '--states' },
  };
}

/** @param classifier any of them: all have one network */
export async function imagesMemory(
  jobs: readonly Cell[],
  adversary: Adversary,
  { network, specs, config: { cropPixels } }: Classifier,
  workers: number,
): Promise<MemoryNeed> {
  return cellsMemory({
    ...{ adversary, workers: Math.max(1, Math.min(workers, jobs.length)), kept: keptImageCells },
    cells: distinctCells(jobs),
    activationBytes: await activationBytes(network, specs, [3, cropPixels, cropPixels]),
  });
}
