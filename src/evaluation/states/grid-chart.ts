/** Flip rates of a grid as a picture. */
import { plural } from '../../common/format.js';
import { groupBy } from '../../common/group-by.js';
import { type Panel, type PanelPoint, panels } from '../../report/panels.js';
import { shortAttack } from '../report/describe.js';
import { plainAgent } from '../settings.js';
import type { GridReport } from './grid-report.js';
import type { GridRow } from './grid-summary.js';

/** A flip rate in percent. */
export const flipPoint = (
  { lambda, flipRate, flipInterval: [low, high] }: Pick<GridRow, 'lambda' | 'flipRate' | 'flipInterval'>,
  series: string,
): PanelPoint => ({ x: String(lambda), y: flipRate * 100, low: low * 100, high: high * 100, series });

/** Axes of charts of flip rates. */
export const flipAxes = { x: 'λ (gray levels)', y: 'flip rate (%)', range: [0, 100] } as const;

/**
 * Flip rate against λ. With one defense a panel for each attack and for the worst of them; with several a panel for each
 * defense, under the worst of the attacks or each of them. Every panel compares a defended agent with the plain one.
 */
export function gridChart({ rows, worstCases, settings }: GridReport): Promise<string> {
  const attacks = rows.map(({ attack }) => attack);
  const agents = [...new Set([...rows, ...worstCases].map(({ agent }) => agent))].filter(
    (agent) => agent !== plainAgent,
  );
  const underAttack = groupBy(
    rows.filter(({ attack }) => attack !== null),
    ({ attack, gradientSamples }) =>
      gradientSamples !== null && settings.gradientSamples.length > 1
        ? `${shortAttack(attack!, attacks)}, ${plural(gradientSamples, 'sample')} per gradient`
        : shortAttack(attack!, attacks),
  );
  const several = agents.length > 1;
  const groups = [
    ...(several && worstCases.length > 0 ? [] : underAttack),
    ...(worstCases.length > 0 ? [['worst of the attacks', worstCases] as const] : []),
  ];
  // A defense that is attacked through another gradient has no worst case of its own.
  const has = (agent: string, of: readonly { readonly agent: string }[]) => of.some((each) => each.agent === agent);
  const all = groups.flatMap(([title, group]) =>
    (agents.length === 0 ? [plainAgent] : agents)
      .filter((agent) => has(agent, group))
      .map((agent): Panel => {
        const compared = [...new Set([plainAgent, agent])];
        const clean = rows.filter(({ attack }) => attack === null);
        const lines = [...clean, ...group].filter((each) => compared.includes(each.agent));
        return {
          title: !several ? title : groups.length > 1 ? `${agent}, ${title}` : agent,
          lines: lines.map((each) => flipPoint(each, each.agent === plainAgent || !several ? each.agent : 'defended')),
          compared: several ? [plainAgent, 'defended'] : compared,
        };
      }),
  );
  return panels(all, {
    ...flipAxes,
    title: `${settings.game}: flip rate at ${plural(settings.states, 'state')}${several && groups.length === 1 ? ` under the ${groups[0]![0]}` : ''}; bands: 95 % intervals`,
    order: settings.lambdas.map(String),
    series: several ? [plainAgent, 'defended'] : [plainAgent, ...agents],
  });
}
