/** How long the games that are left will take: each setting by what its steps took, each agent by the length of its games. */

import { groupBy } from '../../common/group-by.js';
import { createCosts, secondsFor } from '../../jobs/costs.js';
import { type Job, settingKey } from '../settings.js';

export interface GamesLeftOptions {
  /** Games to be played. */
  readonly jobs: readonly Job[];
  /** Games of the same settings that were played before; their lengths count. */
  readonly played?: readonly (Job & { readonly steps: number })[];
  readonly workers: number;
  /** About what a step costs, see work-weight.ts. */
  readonly weightOf: (setting: Job) => number;
  /** Seconds. */
  readonly now: () => number;
}

export interface GamesLeft {
  /** A game goes on. @param steps so far in it */
  playing(job: Job, steps: number): void;
  /** A game ended. @param counted steps that took `seconds`, for a game of which nothing was heard before its end */
  ended(job: Job, steps: number, counted: { readonly count: number; readonly seconds: number }): void;
  /** Steps so far, of all games. */
  readonly steps: number;
  /** Null before the first game of any agent has ended. */
  secondsLeft(): number | null;
}

interface Running {
  readonly since: number;
  readonly from: number;
  steps: number;
}

interface Lengths {
  readonly games: number;
  readonly steps: number;
}

export function createGamesLeft({ jobs, played = [], workers, weightOf, now }: GamesLeftOptions): GamesLeft {
  const ofSetting = groupBy(jobs, settingKey);
  const left = new Map([...ofSetting].map(([kind, games]) => [kind, games.length]));
  const costs = createCosts((kind) => weightOf(ofSetting.get(kind)![0]!));
  const lengths = new Map<string, Lengths>();
  const running = new Map<Job, Running>();
  let endedSteps = 0;

  const lengthKeys = (job: Job) => [settingKey(job), JSON.stringify([job.run, job.game]), 'all'];
  const countLength = (job: Job, steps: number) => {
    for (const key of lengthKeys(job)) {
      const sum = lengths.get(key) ?? { games: 0, steps: 0 };
      lengths.set(key, { games: sum.games + 1, steps: sum.steps + steps });
    }
  };
  for (const game of played) countLength(game, game.steps);
  const lengthOf = (job: Job): number | null => {
    const known = lengthKeys(job).flatMap((key) => lengths.get(key) ?? [])[0];
    return known ? known.steps / known.games : null;
  };

  return {
    playing(job, steps) {
      const game = running.get(job);
      // Counted from here: before the first step, an agent is compiled.
      if (!game) running.set(job, { since: now(), from: steps, steps });
      else game.steps = steps;
    },
    ended(job, steps, { count, seconds }) {
      const kind = settingKey(job);
      const game = running.get(job);
      if (game && steps > game.from) costs.spent(kind, steps - game.from, now() - game.since);
      else costs.spent(kind, count, seconds);
      running.delete(job);
      left.set(kind, left.get(kind)! - 1);
      endedSteps += steps;
      countLength(job, steps);
    },
    get steps() {
      return [...running.values()].reduce((sum, { steps }) => sum + steps, endedSteps);
    },
    secondsLeft() {
      const begun = new Map<string, number>();
      for (const [job, { steps }] of running) {
        begun.set(settingKey(job), (begun.get(settingKey(job)) ?? 0) + steps);
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
