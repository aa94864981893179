/** Flip rates against λ. */
import { groupBy } from '../../../common/group-by.js';
import type { Interval } from '../../../common/interval.js';
import { createRandom } from '../../../common/random.js';
import { type Panel, panels } from '../../../report/panels.js';
import { bootstrapInterval } from '../../../report/statistics/statistics.js';
import { csv, csvColumns } from '../../../report/table.js';
import { randomPlayer, type Setting, settingKey } from '../../settings.js';
import { type Episode, flippable } from '../episode.js';
import { agentNames, endsOf, type Figure, nameAttack, settingColumns } from './figure.js';

/** The flip rate of one setting. */
export interface FlipRate extends Setting {
  /** Episodes in which an action could flip. */
  readonly episodes: number;
  /** Share of the steps of all episodes, as in `Row`. */
  readonly flipRate: number;
  /** 95 % percentile bootstrap over the episodes, each with its steps; null for a single one. */
  readonly interval: Interval | null;
}

/** One for each setting of an agent with a step in which an action could flip, in the order of the episodes. */
export function flipRates(episodes: readonly Episode[], seed: number): FlipRate[] {
  const known = episodes.filter(({ agent, flipRate }) => agent !== randomPlayer && flipRate !== null);
  return [...groupBy(known, settingKey)].map(([key, group]) => {
    const { game, run, attack, gradientSamples, lambda, agent } = group[0]!;
    const rng = createRandom(seed).split(`flip rate ${key}`);
    return {
      ...{ game, run, attack, gradientSamples, lambda, agent, episodes: group.length },
      flipRate: rateOf(group),
      interval: bootstrapInterval(group, rng, { statistic: rateOf }) ?? null,
    };
  });
}

function rateOf(episodes: readonly Episode[]): number {
  let [flips, steps] = [0, 0];
  for (const episode of episodes) {
    flips += episode.flipRate! * flippable(episode);
    steps += flippable(episode);
  }
  return flips / steps;
}

const columns = csvColumns<FlipRate>({
  ...settingColumns,
  episodes: (row) => row.episodes,
  flip_rate: (row) => row.flipRate,
  flip_rate_low: (row) => row.interval?.[0],
  flip_rate_high: (row) => row.interval?.[1],
});

/** One line each, unrounded; an unknown value is empty. */
export const flipRatesCsv = (rates: readonly FlipRate[]): string => csv(columns, rates);

/** @param rates of one game, at least one under an attack */
export async function flipRatesFigure(rates: readonly FlipRate[]): Promise<Figure> {
  const series = agentNames(rates);
  const severalRuns = new Set(rates.map(({ run }) => run)).size > 1;
  const attacked = rates.filter(({ attack }) => attack !== null);
  const groups = groupBy(attacked, (each) => `${severalRuns ? `${each.run}: ` : ''}${nameAttack(each, attacked)}`);
  const all = [...groups].map(([title, group]): Panel => {
    const clean = rates.filter(({ attack, run }) => attack === null && run === group[0]!.run);
    return {
      title,
      lines: [...clean, ...group].map(({ lambda, agent, flipRate, interval }) => ({
        ...{ x: String(lambda), y: flipRate, series: agent },
        ...endsOf(flipRate, interval),
      })),
      compared: series,
    };
  });
  return {
    name: 'flip-rates',
    title: 'Flip rate against λ',
    caption:
      'The share of attacked steps (at λ 0: of all steps that the network decides) whose action differs from the plain network’s at the true observation. Bands are 95 % percentile bootstrap intervals over whole episodes, since steps of an episode depend on each other. A flip need not cost points.',
    svg: await panels(all, {
      title: `${rates[0]!.game}: share of flipped actions; bands: 95 % intervals over the episodes`,
      ...{ x: 'λ (gray levels)', y: 'flip rate', series },
      order: [...new Set(rates.map(({ lambda }) => lambda))].sort((a, b) => a - b).map(String),
      range: [0, 1],
    }),
    csv: flipRatesCsv(rates),
  };
}
