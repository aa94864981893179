/** Estimates the memory of an evaluation on episodes. */
import { observationShape } from '../../env/environment.js';
import type { MemoryNeed } from '../../jobs/memory.js';
import { activationBytes } from '../../model/activation-memory.js';
import { cellsMemory } from '../players/cell-memory.js';
import type { Players } from '../players/players.js';
import { type Lists, planSettings, randomPlayer } from '../settings.js';
import { listsOf } from './play-episodes.js';
import { keptDeciders } from './player.js';

/** Each worker plays one episode at a time. */
export async function evaluationMemory(
  choices: Pick<Lists, 'lambdas' | 'seeds' | 'episodes'>,
  players: Players,
  workers: number,
): Promise<MemoryNeed> {
  const { network, specs } = players.agentsUnderTest[0]!.agent;
  const settings = planSettings(listsOf(players, choices));
  const episodes = settings.length * choices.seeds.length * choices.episodes;
  const attacked = settings.filter(({ agent }) => agent !== randomPlayer);
  return cellsMemory({
    ...{ adversary: players, workers: Math.min(workers, episodes), kept: keptDeciders },
    cells: attacked.map((setting) => ({ ...setting, states: 1 })),
    activationBytes: await activationBytes(network, specs, observationShape),
  });
}
