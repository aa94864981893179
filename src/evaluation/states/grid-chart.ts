/** Flip rates of a grid as a picture. */
import { plural } from '../../common/format.js';
import { groupBy } from '../../common/group-by.js';
import type { Interval } from '../../common/interval.js';
import { type Panel, panels } from '../../report/panels.js';
import type { CellSetting } from '../blocks.js';
import { plainAgent } from '../settings.js';
import type { GridReport } from './grid-report.js';

/** Flip rate against λ, a panel for each attack and one for the worst of them, a line for each agent. */
export function gridChart({ rows, worstCases, settings }: GridReport): Promise<string> {
  const clean = rows.filter(({ attack }) => attack === null);
  const title = ({ attack, gradientSamples }: Pick<CellSetting, 'attack' | 'gradientSamples'>) =>
    gradientSamples !== null && settings.gradientSamples.length > 1
      ? `${attack}, ${plural(gradientSamples, 'draw')}`
      : attack!;
  const lines = (of: readonly { agent: string; lambda: number; flipRate: number; flipInterval: Interval }[]) =>
    of.map(({ agent, lambda, flipRate, flipInterval: [low, high] }) => ({
      x: String(lambda),
      y: flipRate * 100,
      low: low * 100,
      high: high * 100,
      series: agent,
    }));
  const attacks = groupBy(
    rows.filter(({ attack }) => attack !== null),
    title,
  );
  const all: Panel[] = [...attacks].map(([name, group]) => ({ title: name, lines: lines([...clean, ...group]) }));
  if (worstCases.length > 0) all.push({ title: 'worst of them', lines: lines([...clean, ...worstCases]) });
  return panels(all, {
    title: `${settings.game}: actions flipped by attacks, ${settings.states} states`,
    x: 'λ (pixels of 255)',
    y: 'actions flipped (%)',
    order: settings.lambdas.map(String),
    series: [plainAgent, ...new Set(rows.map(({ agent }) => agent).filter((agent) => agent !== plainAgent))],
  });
}
