/** Computes what agents do at recorded states under attack, a block of states at a time. */
import { greedyQ } from '../../agent/action-policy.js';
import { argMax } from '../../agent/policy.js';
import { createLruCache } from '../../common/lru-cache.js';
import { createRandom } from '../../common/random.js';
import { loadEagerBackend } from '../../compute/engine.js';
import type { CompileOptions } from '../../compute/signature.js';
import { none } from '../../defense/defense.js';
import { observationBytes, observationShape } from '../../env/environment.js';
import { abandonLate } from '../../jobs/worker.js';
import { placesOf } from '../../model/keys.js';
import type { Timed } from '../../storage/results/timing.js';
import { type BlockJob, short } from '../blocks.js';
import { listedAttack } from '../players/adversary.js';
import { compileCell, type GridCell } from '../players/grid-cell.js';
import { loadPlayers, type PlayerNames, type Players } from '../players/players.js';
import { plainAgent } from '../settings.js';
import type { GridLine, Prober } from './state-grid.js';
import type { States } from './states.js';

export interface ProberSetup {
  readonly names: PlayerNames;
  /** The recorded states, with their pixels in shared memory. */
  readonly states: States;
  readonly seed: number;
  readonly computing: CompileOptions;
}

/** Creates a prober from plain data, in a thread. */
export async function proberFor({ names, states, seed, computing }: ProberSetup): Promise<Prober> {
  if (computing.engine === 'tfjs') await loadEagerBackend();
  return createProber(await loadPlayers(names), states, seed, computing);
}

/** Compiled cells that are kept: jobs come attack by attack, so few are in use at a time. */
export const keptCells = 3;

/** @param seed of all random numbers @param players the first agent under test is the one that recorded the states */
export function createProber(players: Players, states: States, seed: number, computing: CompileOptions = {}): Prober {
  const cells = createLruCache<GridCell>(keptCells, (each) => each.dispose());
  const { network, specs, views, policy = greedyQ } = players.agentsUnderTest[0]!.agent;
  const noiseSeed = createRandom(seed).split('states').uint32() | 0;
  const width = states.actions.length;

  const compiled = ({ agent, attack, gradientSamples, states: batch }: BlockJob): Promise<GridCell> =>
    compileCell({
      ...{ network, specs, views, adversary: players, computing, outputKind: policy.outputs },
      defense: players.defenses.find(({ label }) => label === agent) ?? none,
      attack: attack === null ? null : listedAttack(players, attack, gradientSamples),
      shape: [batch, ...observationShape],
      criterion: () => players.criterion,
    });

  return {
    async do(job, { signal } = {}) {
      // A macrotask between jobs lets the abort signal arrive.
      await new Promise(setImmediate);
      if (signal?.aborted) return undefined;
      const { agent, attack, gradientSamples, lambdas, from, states: batch } = job;
      const key = JSON.stringify([agent, attack, gradientSamples, batch]);
      const each = await cells.get(key, () => compiled(job));
      // A copy, since onnxruntime does not accept shared memory.
      const pixels = states.observations.slice(from * observationBytes, (from + batch) * observationBytes);
      const begin = performance.now();
      const rows = placesOf(batch);
      const found = await abandonLate(signal, (giveUp) =>
        each.run(
          pixels,
          lambdas,
          noiseSeed,
          rows.map((row) => from + row),
          [],
          giveUp,
        ),
      );
      if (!found) return undefined;
      const seconds = (performance.now() - begin) / 1000 / lambdas.length;
      return found.map(({ outputs, votes, zeroGradients, linfNorm }, i): Timed<GridLine> => {
        const piece = { agent, attack, gradientSamples, lambda: lambdas[i]!, from };
        const line: GridLine = {
          ...piece,
          actions: rows.map((row) => argMax(outputs, row * width, width)),
          ...(agent !== plainAgent && {
            cleanVotes: rows.map((row) => short(votes[row * width + argMax(states.q[from + row]!)]!)),
          }),
          ...(zeroGradients && { zeroGradients: [...zeroGradients].map(short) }),
          linfNorm: short(Math.max(0, ...(linfNorm ?? []))),
        };
        return { lines: [line], timing: { ...piece, count: batch, seconds: short(seconds) } };
      });
    },
    dispose: () => cells.clear(),
  };
}
