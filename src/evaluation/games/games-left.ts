/** How long the games that are left will take: each setting by what its decisions took, each agent by the length of its games. */

import { groupBy } from '../../common/group-by.js';
import { createCosts, secondsFor } from '../../jobs/costs.js';
import { type Job, settingKey } from '../settings.js';

export interface GamesLeftOptions {
  /** Games to be played. */
  readonly jobs: readonly Job[];
  /** Games of the same settings that were played before; their lengths count. */
  readonly played?: readonly (Job & { readonly decisions: number })[];
  readonly workers: number;
  /** About what a decision costs, see work-weight.ts. */
  readonly weightOf: (setting: Job) => number;
  /** Seconds. */
  readonly now: () => number;
}

export interface GamesLeft {
  /** A game goes on. @param decisions so far in it */
  playing(job: Job, decisions: number): void;
  /** A game ended. @param counted decisions that took `seconds`, for a game of which nothing was heard before its end */
  ended(job: Job, decisions: number, counted: { readonly count: number; readonly seconds: number }): void;
  /** Decisions so far, of all games. */
  readonly decisions: number;
  /** Null before the first game of any agent has ended. */
  secondsLeft(): number | null;
}

interface Running {
  readonly since: number;
  readonly from: number;
  decisions: number;
}

interface Lengths {
  readonly games: number;
  readonly decisions: number;
}

export function createGamesLeft({ jobs, played = [], workers, weightOf, now }: GamesLeftOptions): GamesLeft {
  const ofSetting = groupBy(jobs, settingKey);
  const left = new Map([...ofSetting].map(([kind, games]) => [kind, games.length]));
  const costs = createCosts((kind) => weightOf(ofSetting.get(kind)![0]!));
  const lengths = new Map<string, Lengths>();
  const running = new Map<Job, Running>();
  let endedDecisions = 0;

  const lengthKeys = (job: Job) => [settingKey(job), JSON.stringify([job.run, job.game]), 'all'];
  const countLength = (job: Job, decisions: number) => {
    for (const key of lengthKeys(job)) {
      const sum = lengths.get(key) ?? { games: 0, decisions: 0 };
      lengths.set(key, { games: sum.games + 1, decisions: sum.decisions + decisions });
    }
  };
  for (const game of played) countLength(game, game.decisions);
  const lengthOf = (job: Job): number | null => {
    const known = lengthKeys(job).flatMap((key) => lengths.get(key) ?? [])[0];
    return known ? known.decisions / known.games : null;
  };

  return {
    playing(job, decisions) {
      const game = running.get(job);
      // Counted from here: before the first decision, an agent is compiled.
      if (!game) running.set(job, { since: now(), from: decisions, decisions });
      else game.decisions = decisions;
    },
    ended(job, decisions, { count, seconds }) {
      const kind = settingKey(job);
      const game = running.get(job);
      if (game && decisions > game.from) costs.spent(kind, decisions - game.from, now() - game.since);
      else costs.spent(kind, count, seconds);
      running.delete(job);
      left.set(kind, left.get(kind)! - 1);
      endedDecisions += decisions;
      countLength(job, decisions);
    },
    get decisions() {
      return [...running.values()].reduce((sum, { decisions }) => sum + decisions, endedDecisions);
    },
    secondsLeft() {
      const begun = new Map<string, number>();
      for (const [job, { decisions }] of running) {
        begun.set(settingKey(job), (begun.get(settingKey(job)) ?? 0) + decisions);
      }
      const work = [...left].map(([kind, games]) => {
        const length = lengthOf(ofSetting.get(kind)![0]!);
        return { kind, units: length === null ? null : Math.max(0, games * length - (begun.get(kind) ?? 0)) };
      });
      if (work.some(({ units }) => units === null)) return null;
      const gamesLeft = [...left.values()].reduce((sum, games) => sum + games, 0);
      return secondsFor(work as { kind: string; units: number }[], costs, Math.min(workers, gamesLeft));
    },
  };
}
