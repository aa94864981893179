/** Returns of an evaluation as a picture. */
import { plural } from '../../../common/format.js';
import { groupBy } from '../../../common/group-by.js';
import { type Panel, type PanelPoint, panels } from '../../../report/panels.js';
import { shortAttack } from '../../report/describe.js';
import { plainAgent } from '../../settings.js';
import type { Row } from './summary.js';

/** Mean return against λ, as SVG text: a panel for each run, attack and defended agent, which compares it with the plain one. */
export function gamesChart({ rows }: { readonly rows: readonly Row[] }): Promise<string> {
  const several = (of: (row: Row) => unknown) => new Set(rows.map(of)).size > 1;
  const attacks = rows.map(({ attack }) => attack);
  const agents = [...new Set(rows.map(({ agent }) => agent))].filter((agent) => agent !== plainAgent);
  const severalAgents = agents.length > 1;
  const severalSamples = new Set(rows.flatMap(({ gradientSamples }) => gradientSamples ?? [])).size > 1;
  const nameOf = ({ run, attack, gradientSamples }: Row) =>
    `${several((row) => row.run) ? `${run}: ` : ''}${shortAttack(attack!, attacks)}${severalSamples && gradientSamples !== null ? `, ${plural(gradientSamples, 'sample')} per gradient` : ''}`;
  const point = ({ lambda, agent, mean, interval }: Row): PanelPoint => ({
    ...{ x: String(lambda), y: mean, low: interval?.[0] ?? mean, high: interval?.[1] ?? mean },
    series: agent === plainAgent || !severalAgents ? agent : 'defended',
  });
  const attacked = groupBy(
    rows.filter(({ attack }) => attack !== null),
    nameOf,
  );
  const all = [...attacked].flatMap(([title, group]) => {
    const { run, game } = group[0]!;
    const clean = rows.filter((row) => row.attack === null && row.run === run && row.game === game);
    return (agents.length === 0 ? [plainAgent] : agents).map((agent): Panel => {
      const compared = [plainAgent, agent];
      return {
        title: severalAgents ? `${agent}, ${title}` : title,
        lines: [...clean, ...group].filter((row) => compared.includes(row.agent)).map(point),
        compared: severalAgents ? [plainAgent, 'defended'] : compared,
      };
    });
  });
  return panels(all, {
    title: `${[...new Set(rows.map(({ game }) => game))].join(', ')}: mean return of ${plural(rows[0]!.episodes, 'episode')}; bands: 95 % intervals of each mean`,
    x: 'λ (gray levels)',
    y: 'return (points)',
    order: [...new Set(rows.map(({ lambda }) => lambda))].sort((a, b) => a - b).map(String),
    series: severalAgents ? [plainAgent, 'defended'] : [plainAgent, ...agents],
  });
}
