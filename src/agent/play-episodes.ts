/** Plays whole games and reports each: what an evaluation is made of. */
import type { Environment } from '../env/environment.js';
import { type Game, newProgress, type Policy, runLoop } from './run-loop.js';

export interface PlayOptions {
  readonly environment: Environment;
  readonly policy: Policy;
  readonly episodes: number;
  /** Games longer than that are cut off; their return counts so far. */
  readonly maxDecisions?: number;
}

/** One game after another; each is yielded when it ends. The environment starts a new game for each. */
export async function* playEpisodes({
  environment,
  policy,
  episodes,
  maxDecisions = Number.POSITIVE_INFINITY,
}: PlayOptions): AsyncGenerator<Game> {
  for (let episode = 0; episode < episodes; episode++) {
    const progress = newProgress();
    for await (const { games } of runLoop([environment], policy, [progress])) {
      if (games.length > 0) {
        yield games[0]!;
        break;
      }
      if (progress.decisions >= maxDecisions) {
        yield { return: progress.return, decisions: progress.decisions };
        break;
      }
    }
  }
}
