/** What a grid comes to, for people and for files. */
import { fixed, hundredths, plural, signedWithInterval } from '../../common/format.js';
import { groupBy } from '../../common/group-by.js';
import type { Interval } from '../../common/interval.js';
import { createRandom } from '../../common/random.js';
import type { EagerBackend } from '../../compute/engine.js';
import { bulletList } from '../../report/markdown.js';
import { type Panel, panels } from '../../report/panels.js';
import { type Column, csv, markdownTable, orEmpty, textTable } from '../../report/table.js';
import type { CellSetting } from '../blocks.js';
import type { AttackSettings, Check } from '../checks.js';
import { conclude } from '../conclusions.js';
import { checkColumns } from '../games/report/tables.js';
import type { PlayerNames } from '../players/players.js';
import type { PluginName } from '../players/plugin.js';
import { sharedNotes } from '../same-outputs.js';
import { plainAgent } from '../settings.js';
import {
  type FlipDifference,
  type GridRow,
  type GridWorstCase,
  gridChecks,
  gridRows,
  gridWorstCases,
  outcomesOf,
} from './grid-summary.js';
import type { Grid } from './state-grid.js';
import type { States } from './states.js';

/** What a report says it is about. */
export interface GridReportSettings
  extends Pick<PlayerNames, 'attacks' | 'gradientSamples' | 'attackOn' | 'target' | 'defenses' | 'outputSamples'> {
  readonly game: string;
  readonly run: string;
  readonly states: number;
  readonly lambdas: readonly number[];
  readonly seed: number;
  /** All that was chosen about each attack, by its name. */
  readonly attackSettings: AttackSettings;
  /** Module that added names of attacks and defenses. */
  readonly plugin?: PluginName;
  /** What computed the last of the lines, if it was TensorFlow.js. */
  readonly engine?: EagerBackend;
}

export interface GridReport {
  readonly settings: GridReportSettings;
  readonly rows: readonly GridRow[];
  readonly worstCases: readonly GridWorstCase[];
  /** What the comparisons of flips show, and what they could have shown. */
  readonly conclusions: readonly string[];
  readonly checks: readonly Check[];
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  /** False when the grid was stopped. */
  readonly complete: boolean;
}

/** Equal lines, equal reports. */
export function createGridReport(
  settings: GridReportSettings,
  states: Pick<States, 'q' | 'actions' | 'count'>,
  { lines, aborted }: Grid,
): GridReport {
  const rng = createRandom(settings.seed);
  const outcomes = outcomesOf(lines, states);
  const rows = gridRows(outcomes, rng);
  const worstCases = gridWorstCases(outcomes, rng);
  const checks = gridChecks(outcomes, rows, states, settings, rng.split('checks'));
  const beyond = rows.filter(({ linfNorm, lambda }) => linfNorm > lambda + roundingPixels);
  const missing = checks.filter(({ verdict }) => verdict === 'not made');
  return {
    settings,
    rows,
    worstCases,
    conclusions: [
      ...concludeFlips(
        rows.filter(({ flipDifference }) => flipDifference),
        'the share of flipped actions',
        ({ agent, attack, gradientSamples, lambda }) => describeGrid(agent, lambda, attack!, gradientSamples),
      ),
      ...concludeFlips(
        worstCases.filter(({ flipDifference }) => flipDifference),
        'the share of actions that the worst of the attacks flips',
        ({ agent, lambda }) => describeGrid(agent, lambda),
      ),
    ],
    checks,
    warnings: [
      ...checks.flatMap(({ check, verdict, text }) => (verdict === 'failed' ? [`"${check}" failed: ${text}.`] : [])),
      ...beyond.map(
        ({ agent, attack, lambda, linfNorm }) =>
          `${agent} at λ ${lambda} under ${attack}: the perturbation reached ${linfNorm} pixels, beyond λ: the figure is void.`,
      ),
      ...(settings.states < fewStates ? [`${settings.states} states are few: read the intervals.`] : []),
    ],
    notes: [
      'States of one game resemble each other, so that intervals and p, which take them for independent, are a little narrow and small.',
      ...(missing.length > 0
        ? [`Not checked: ${missing.map(({ check, text }) => `${check} (${text})`).join('; ')}.`]
        : []),
      ...sharedNotes(rows.map(({ agent }) => agent)),
      ...(aborted ? ['The grid was stopped: unfinished settings are left out.'] : []),
    ],
    complete: !aborted,
  };
}

const describeGrid = (agent: string, lambda: number, attack?: string, gradientSamples: number | null = null): string =>
  `${agent} at λ ${lambda}${attack ? ` under ${attack}` : ''}${gradientSamples === null ? '' : ` of ${plural(gradientSamples, 'draw')}`}`;

function concludeFlips<T extends { readonly flipDifference: FlipDifference | null }>(
  rows: readonly T[],
  what: string,
  where: (row: T) => string,
): string[] {
  return conclude(
    rows.map((row) => ({ ...row.flipDifference!, where: where(row) })),
    { what, print: flipPoints },
  );
}

/** A difference of flip rates: `−43.3 [−60.0, −26.7] percentage points`. */
export const flipPoints = ({ difference, differenceInterval }: FlipDifference): string =>
  `${signedWithInterval(difference * 100, differenceInterval && [differenceInterval[0] * 100, differenceInterval[1] * 100], 1)} percentage points`;

const roundingPixels = 1e-3;
const fewStates = 50;

/** A line of a table that has a column for each λ. */
interface Across {
  readonly agent: string;
  readonly attack: string;
  readonly gradientSamples: number | null;
  readonly cells: ReadonlyMap<number, string>;
}

/** One figure of all rows and worst cases, an agent and attack a line, λ by λ. */
function across(
  { rows, worstCases }: GridReport,
  figure: (of: Pick<GridRow, 'flipRate' | 'qGap'>) => string,
): { lines: Across[]; lambdas: number[] } {
  const clean = new Map(rows.filter(({ attack }) => attack === null).map((row) => [row.agent, figure(row)]));
  const withClean = (agent: string, cells: [number, string][]) =>
    new Map([...(clean.has(agent) ? [[0, clean.get(agent)!] as [number, string]] : []), ...cells]);
  const attacked = rows.filter(({ attack }) => attack !== null);
  const lines = [...new Set(rows.map(({ agent }) => agent))].flatMap((agent): Across[] => {
    const ofAgent = groupBy(
      attacked.filter((row) => row.agent === agent),
      ({ attack, gradientSamples }) => JSON.stringify([attack, gradientSamples]),
    );
    const worst = worstCases.filter((each) => each.agent === agent);
    return [
      ...[...ofAgent.values()].map((group) => ({
        agent,
        attack: group[0]!.attack!,
        gradientSamples: group[0]!.gradientSamples,
        cells: withClean(
          agent,
          group.map((row) => [row.lambda, figure(row)]),
        ),
      })),
      ...(worst.length > 0
        ? [
            {
              agent,
              attack: 'worst of them',
              gradientSamples: null,
              cells: withClean(
                agent,
                worst.map((each) => [each.lambda, figure(each)]),
              ),
            },
          ]
        : []),
      ...(ofAgent.size === 0 && clean.has(agent)
        ? [{ agent, attack: '–', gradientSamples: null, cells: withClean(agent, []) }]
        : []),
    ];
  });
  return { lines, lambdas: [...new Set(rows.map(({ lambda }) => lambda))].sort((a, b) => a - b) };
}

function acrossTable(report: GridReport, figure: Parameters<typeof across>[1], table: typeof textTable): string {
  const { lines, lambdas } = across(report, figure);
  const severalDraws = new Set(lines.map(({ gradientSamples }) => gradientSamples).filter((d) => d !== null)).size > 1;
  const columns: Column<Across>[] = [
    { title: 'agent', align: 'left', cell: ({ agent }) => agent },
    { title: 'attack', align: 'left', cell: ({ attack }) => attack },
    ...(severalDraws
      ? [{ title: 'draws', cell: ({ gradientSamples }: Across) => String(gradientSamples ?? '–') }]
      : []),
    ...lambdas.map(
      (lambda): Column<Across> => ({ title: `λ ${lambda}`, cell: ({ cells }) => cells.get(lambda) ?? '–' }),
    ),
  ];
  return table(columns, lines);
}

/** Tables with what must be said under them. @param table `textTable` for terminals, `markdownTable` for files */
function render(report: GridReport, table: typeof textTable): string {
  const { settings, rows, conclusions, checks, warnings, notes } = report;
  const { game, run, states, outputSamples, seed } = settings;
  const widest = Math.max(0, ...rows.map(({ flipInterval: [low, high] }) => (high - low) / 2));
  const made = checks.filter(({ verdict }) => verdict !== 'not made');
  return [
    `${game} (${run}): ${plural(states, 'recorded state')}, ${plural(outputSamples, 'draw')} an output, seed ${seed}\n`,
    `Share of states at which the agent takes another action than the plain network undisturbed, %; 95 % intervals at most ±${hundredths(widest, 0)} points:\n`,
    acrossTable(report, ({ flipRate }) => hundredths(flipRate), table),
    'Q gap, what the action costs by the plain network’s values of the undisturbed state:\n',
    acrossTable(report, ({ qGap }) => fixed(qGap, 3), table),
    conclusions.map((conclusion) => `${conclusion}\n`).join('\n'),
    made.length > 0 ? table(checkColumns, made) : '',
    bulletList(warnings.map((warning) => `Warning: ${warning}`)),
    bulletList(notes.map((note) => `Note: ${note}`)),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

export const gridText = (report: GridReport): string => render(report, textTable);
export const gridMarkdown = (report: GridReport): string => render(report, markdownTable);

const csvColumns: readonly Column<GridRow>[] = (
  [
    ['agent', (row) => row.agent],
    ['attack', (row) => row.attack],
    ['gradient_samples', (row) => row.gradientSamples],
    ['lambda', (row) => row.lambda],
    ['states', (row) => row.states],
    ['flip_rate', (row) => row.flipRate],
    ['flip_low', (row) => row.flipInterval[0]],
    ['flip_high', (row) => row.flipInterval[1]],
    ['q_gap', (row) => row.qGap],
    ['q_gap_low', (row) => row.qGapInterval?.[0]],
    ['q_gap_high', (row) => row.qGapInterval?.[1]],
    ['single_sample_flip_rate', (row) => row.singleSampleFlipRate],
    ['all_samples_flipped', (row) => row.allSamplesFlipped],
    ['zero_gradient_pixels', (row) => row.zeroGradientPixels],
    ['flips_difference', (row) => row.flipDifference?.difference],
    ['flips_difference_low', (row) => row.flipDifference?.differenceInterval?.[0]],
    ['flips_difference_high', (row) => row.flipDifference?.differenceInterval?.[1]],
    ['flips_p', (row) => row.flipDifference?.p],
    ['flips_p_holm', (row) => row.flipDifference?.pHolm],
    ['linf_norm', (row) => row.linfNorm],
  ] as const satisfies readonly (readonly [string, (row: GridRow) => string | number | null | undefined])[]
).map(([title, value]) => ({ title, cell: (row) => orEmpty(value(row)) }));

/** One line a row, unrounded; what is unknown is empty. */
export const gridCsv = (report: GridReport): string => csv(csvColumns, report.rows);

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
