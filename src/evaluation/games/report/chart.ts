/** Scores of an evaluation as a picture. */
import { plural } from '../../../common/format.js';
import { groupBy } from '../../../common/group-by.js';
import { type Panel, panels } from '../../../report/panels.js';
import { plainAgent } from '../../settings.js';
import type { EvaluationReport } from './game-report.js';
import type { Row } from './summary.js';

/** Mean return against λ, a panel for each game and attack, a line for each agent, as SVG text. */
export function gamesChart({ rows, settings }: EvaluationReport): Promise<string> {
  const severalGames = Array.isArray(settings.game) || Array.isArray(settings.run);
  const severalDraws = Array.isArray(settings.gradientSamples);
  const nameOf = ({ run, attack, gradientSamples }: Row) =>
    `${severalGames ? `${run}: ` : ''}${attack}${severalDraws ? `, ${gradientSamples} draws` : ''}`;
  const point = ({ lambda, agent, mean, interval }: Row) => ({
    x: String(lambda),
    y: mean,
    low: interval?.[0] ?? mean,
    high: interval?.[1] ?? mean,
    series: agent,
  });
  const attacked = groupBy(
    rows.filter(({ attack }) => attack !== null),
    nameOf,
  );
  const all = [...attacked].map(([title, group]): Panel => {
    const clean = rows.filter(
      ({ attack, run, game }) => attack === null && run === group[0]!.run && game === group[0]!.game,
    );
    return { title, lines: [...clean, ...group].map(point) };
  });
  return panels(all, {
    title: `${[settings.game].flat().join(', ')}: scores under attack, ${plural(settings.episodes * settings.seeds.length, 'game')} a point (bands: 95 % of each mean, not of a difference)`,
    x: 'λ (pixels of 255)',
    y: 'return of a game (points)',
    order: [...new Set(rows.map(({ lambda }) => lambda))].sort((a, b) => a - b).map(String),
    series: [plainAgent, ...new Set(rows.map(({ agent }) => agent).filter((agent) => agent !== plainAgent))],
  });
}
