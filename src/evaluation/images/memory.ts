/** Estimates the memory of an evaluation of classifiers. */
import type { MemoryNeed } from '../../jobs/memory.js';
import { activationBytes } from '../../model/activation-memory.js';
import type { Classifier } from '../../vision/classifier-files.js';
import type { Adversary } from '../players/adversary.js';
import { type Cell, cellsMemory } from '../players/cell-memory.js';
import { keptCells } from './image-prober.js';

/** @param classifier any of the classifiers, which all have the same network */
export async function imagesMemory(
  cells: readonly Cell[],
  adversary: Adversary,
  { network, specs, config: { cropPixels } }: Classifier,
  workers: number,
): Promise<MemoryNeed> {
  return cellsMemory({
    ...{ adversary, workers: Math.max(1, Math.min(workers, cells.length)), kept: keptCells },
    cells,
    activationBytes: await activationBytes(network, specs, [3, cropPixels, cropPixels]),
  });
}
