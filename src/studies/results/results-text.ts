/** Says in plain words what the results of agents show. Every sentence is decided by the figures it gives. */
import { fixed, hundredths, pEquals, percent, percentWithInterval, plural, score } from '../../common/format.js';
import { groupBy } from '../../common/group-by.js';
import { type Check, moreDrawsCheck } from '../../evaluation/checks.js';
import { type Named, points, testWords } from '../../evaluation/conclusions.js';
import type { Comparison } from '../../evaluation/games/comparison.js';
import type { EvaluationReport } from '../../evaluation/games/report/game-report.js';
import { differenceColumns } from '../../evaluation/games/report/tables.js';
import { isBeyondChance, powerOf, type Tested } from '../../evaluation/paired-tests.js';
import { sharedNotes } from '../../evaluation/same-outputs.js';
import { plainAgent, type Setting } from '../../evaluation/settings.js';
import type { GridReport } from '../../evaluation/states/grid-report.js';
import { flipPoints } from '../../evaluation/states/grid-report.js';
import type { GridRow, GridWorstCase } from '../../evaluation/states/grid-summary.js';
import { bulletList } from '../../report/markdown.js';
import { type Column, markdownTable } from '../../report/table.js';

/** What was found of one agent. */
export interface AgentResults {
  readonly game: string;
  readonly run: string;
  readonly grid: GridReport;
  readonly sweep: GridReport;
  readonly games: EvaluationReport;
}

/** The defense that the report is about. */
const sap = 'sap100';

export function resultsText(found: readonly AgentResults[], command: string): string {
  const { grid, games } = found[0]!;
  return [
    '# What Stochastic Activation Pruning is worth to trained agents\n',
    `Made by \`${command}\`; the same command with the same --out takes up what is missing. Everything below, the sentences too, is derived from the files beside it.\n`,
    `Two kinds of figures. On ${plural(grid.settings.states, 'recorded state')} of each agent: the share of actions that an attack flips (the action taken is not the plain network's at the undisturbed state), and the Q gap, what that costs by the plain network's own values. In whole games: returns. λ is in pixels of 255. Attacks have fewer steps and draws than published ones, so that all fits into an hour or so: they bound the damage from below. The worst of several attacks on a stochastic agent picks its unlucky draws too.${sharedNotes(
      grid.rows.map(({ agent }) => agent),
    )
      .map((note) => ` ${note}`)
      .join('')}\n`,
    `"Beyond chance" always means the ${testWords}: of flips, state by state, corrected over all defenses, attacks and λ of a table; of returns, on the same starts, corrected over the table of that game. One agent of each game was trained: nothing here speaks of other training runs. Intervals are 95 %, of flip rates binomial, else bootstrap.\n`,
    '## In short\n',
    bulletList(found.map(inShort)),
    ...found.map(section),
    '## Budgets\n',
    `Outputs of stochastic agents are means over ${plural(grid.settings.outputSamples, 'draw')}. On the states: ${budgets(grid.settings.attackSettings)}. In games, ${games.settings.episodes} for each attack, λ and agent of ${found[0]!.game}: ${budgets(games.settings.attackSettings)}.\n`,
  ].join('\n');
}

/** The claims about an agent that the README of the project makes too: flips tested on flips, returns on returns. */
export function inShort({ game, grid, games }: AgentResults): string {
  const flips = grid.worstCases.flatMap(({ agent, lambda, flipDifference }) =>
    agent === sap && flipDifference ? [{ ...flipDifference, where: `λ ${lambda}` }] : [],
  );
  const returns = games.worstCases.flatMap(({ agent, lambda, comparison }) =>
    agent === sap && comparison ? [{ ...comparison, where: `λ ${lambda}` }] : [],
  );
  const flipTable = grid.worstCases.flatMap(({ flipDifference }) => flipDifference ?? []);
  const returnTable = games.worstCases.flatMap(({ comparison }) => comparison ?? []);
  const breaks = breakingLambda(grid.worstCases, sap);
  const plainBreaks = breakingLambda(grid.worstCases, plainAgent);
  const broken =
    breaks === undefined
      ? 'No λ tried brings it to flip half of its actions.'
      : `From λ ${breaks} on most of its actions are flipped${plainBreaks === undefined ? '' : `, the plain agent's from λ ${plainBreaks} on`}.`;
  return [
    `**${game}**, SAP-100 against the worst of the attacks. Flips: ${outcome(flips, flipTable, flipPoints, 'states')}.`,
    `Returns: ${outcome(returns, returnTable, points, 'paired episodes')}.`,
    broken,
  ].join(' ');
}

/** Where a defended agent differs from the plain one beyond chance, or how near it comes. @param table what p is corrected over */
function outcome(
  tests: readonly Named[],
  table: readonly Tested[],
  print: (tested: Tested) => string,
  unit: string,
): string {
  if (tests.length === 0) return 'not compared';
  const figure = (each: Named) => `${print(each)} at ${each.where} (${pEquals(each.pHolm)})`;
  const items = `${Math.max(...tests.map(({ pairs }) => pairs))} ${unit}`;
  const found = tests.filter(isBeyondChance);
  if (found.length > 0) {
    return `a difference beyond chance at ${found.length} of ${plural(tests.length, 'value')} of λ (${items}), ${found.map(figure).join(', ')}`;
  }
  const { pHolm, needed, enough } = powerOf(table);
  const power = enough ? '' : `, too few to show any: ${pEquals(pHolm)} at best, ${needed} needed`;
  return `no difference beyond chance at any of ${plural(tests.length, 'value')} of λ (${items}${power}); the smallest p is that of ${figure(tests.reduce(smallerP))}`;
}

/** By p, then by size. */
const smallerP = (a: Named, b: Named): Named =>
  b.p < a.p || (b.p === a.p && Math.abs(b.difference) > Math.abs(a.difference)) ? b : a;

/** Smallest λ from which on the flip rate is above one half beyond its interval. */
function breakingLambda(cases: readonly GridWorstCase[], agent: string): number | undefined {
  const ofAgent = cases.filter((each) => each.agent === agent).toSorted((a, b) => a.lambda - b.lambda);
  return firstFromWhichOn(ofAgent, ({ flipInterval: [low] }) => low > 0.5)?.lambda;
}

/** The first of the items from which on something holds of all; undefined where it does not hold of the last. */
const firstFromWhichOn = <T>(items: readonly T[], holds: (item: T) => boolean): T | undefined =>
  items[items.findLastIndex((item) => !holds(item)) + 1];

function section(results: AgentResults): string {
  const { game, run, grid, games } = results;
  const folder = run.replaceAll(/[\\/]/g, '-');
  return [
    `## ${game}\n`,
    bulletList([
      undisturbed(results),
      gained(results),
      gainedAgainstWorst(results),
      broken(results),
      others(results),
      moreDraws(results),
      ...inGames(results),
      ...flipsWithoutLosses(results),
      ...checked(results),
    ]),
    `![actions flipped by attacks](${folder}/grid/flips.svg)\n`,
    'Worst of the attacks, state by state: actions flipped, % (and what it costs in Q)\n',
    worstTable(grid.worstCases, grid.rows),
    `![scores under attack](${folder}/episodes/returns.svg)\n`,
    `Returns over ${plural(games.settings.episodes, 'game')}; the difference is SAP-100 minus plain, pair by pair:\n`,
    gamesTable(results),
    lostTable(results),
    ...(games.warnings.length > 0
      ? [
          bulletList(
            games.warnings.filter((warning) => !warning.includes('failed:')).map((warning) => `Warning: ${warning}`),
          ),
        ]
      : []),
    `All figures: [grid](${folder}/grid/results.md), [samples](${folder}/samples/samples.md), [episodes](${folder}/episodes/results.md), each with .csv, .json and the lines they come from.\n`,
  ].join('\n');
}

const gridRow = ({ grid }: AgentResults, agent: string, lambda: number, attack: string | null) =>
  grid.rows.find((row) => row.agent === agent && row.lambda === lambda && row.attack === attack);
const gameRow = ({ games }: AgentResults, agent: string, lambda: number, attack: string | null) =>
  games.rows.find((row) => row.agent === agent && row.lambda === lambda && row.attack === attack);

/** What the defense costs when nobody attacks. */
function undisturbed(results: AgentResults): string {
  const flips = gridRow(results, sap, 0, null)!;
  const [plain, defended] = [gameRow(results, plainAgent, 0, null)!, gameRow(results, sap, 0, null)!];
  const test = results.games.comparisons.find(({ agent, lambda }) => agent === sap && lambda === 0)!;
  return `**Without an attack** SAP-100 takes another action than the plain network at ${percentWithInterval(flips.flipRate, flips.flipInterval)} of the states, and scores ${score(defended)} where the plain agent scores ${score(plain)}: ${points(test)} over ${plural(test.pairs, 'pair')}, ${isBeyondChance(test) ? '' : 'no difference '}beyond chance (${pEquals(test.pHolm)}).`;
}

/** What it gives on the states: attacks and λ at which fewer actions flip than the plain agent's. */
function gained({ grid }: AgentResults): string {
  const compared = grid.rows.filter(({ flipDifference }) => flipDifference);
  const rows = compared.filter(({ agent }) => agent === sap);
  const better = rows.filter(fewerFlips);
  const over = `${plural(rows.length, 'comparison')} of one attack at one λ, corrected over the ${compared.length} of the table`;
  if (better.length === 0) {
    const nearest = rows.reduce((a, b) => (b.flipDifference!.p < a.flipDifference!.p ? b : a));
    return `**Flips, attack by attack:** under none does SAP-100 flip fewer actions than the plain agent beyond chance (${over}; the smallest p under ${nearest.attack}: ${flipFigure(nearest)}).`;
  }
  const byAttack = [...groupBy(better, ({ attack }) => attack!)].map(
    ([attack, of]) => `${attack} (${of.map(flipFigure).join(', ')})`,
  );
  return `**Flips, attack by attack:** fewer of SAP-100's actions than of the plain agent's are flipped, beyond chance, by ${byAttack.join(', ')} (${over}).`;
}

/** What is left of that against an adversary who may choose. */
function gainedAgainstWorst({ grid }: AgentResults): string {
  const compared = grid.worstCases.filter(({ flipDifference }) => flipDifference);
  const cases = compared.filter(({ agent }) => agent === sap);
  const better = cases.filter(fewerFlips);
  const over = `${plural(cases.length, 'value')} of λ, corrected over ${plural(compared.length, 'comparison')}`;
  return `**Flips, worst of the attacks:** ${
    better.length === 0
      ? `at no λ does SAP-100 flip fewer actions than the plain agent beyond chance (${over}${cases.length > 0 ? `; the smallest p: ${flipFigure(cases.reduce((a, b) => (b.flipDifference!.p < a.flipDifference!.p ? b : a)))}` : ''}).`
      : `SAP-100 flips fewer actions than the plain agent beyond chance, ${better.map(flipFigure).join(', ')} (${over}).`
  }`;
}

type Compared = Pick<GridRow | GridWorstCase, 'flipDifference' | 'lambda'>;

const fewerFlips = ({ flipDifference }: Compared): boolean =>
  flipDifference !== null && isBeyondChance(flipDifference) && flipDifference.difference < 0;

const flipFigure = ({ lambda, flipDifference }: Compared): string =>
  `${flipPoints(flipDifference!)} at λ ${lambda}, ${pEquals(flipDifference!.pHolm)}`;

/** Where it breaks. */
function broken({ grid }: AgentResults): string {
  const breaks = breakingLambda(grid.worstCases, sap);
  const strongest = (lambda: number) =>
    grid.rows
      .filter((row) => row.agent === sap && row.lambda === lambda && row.attack !== null)
      .reduce((a, b) => (b.flipRate > a.flipRate ? b : a));
  if (breaks === undefined) {
    return '**Where it breaks:** at no λ tried does the worst of the attacks flip more than half of its actions.';
  }
  const row = strongest(breaks);
  const worst = grid.worstCases.find(({ agent, lambda }) => agent === sap && lambda === breaks)!;
  return `**Where it breaks:** from λ ${breaks} on. There ${row.attack} alone flips ${percentWithInterval(row.flipRate, row.flipInterval)} of its actions, and the worst of the attacks ${percentWithInterval(worst.flipRate, worst.flipInterval)}.`;
}

/** Whether the defense scores more or less than the plain agent: what the report of the games concludes. */
const inGames = ({ games }: AgentResults): string[] => games.conclusions.map((sentence) => `**Returns:** ${sentence}`);

/** A table: from which λ on most of what the agent has learned is lost; undefined where it has nothing to lose. */
function lostTable(results: AgentResults): string {
  const { games } = results;
  const clean = gameRow(results, plainAgent, 0, null)!;
  const chance = games.chance[0]!;
  const scores = `the plain agent scores ${score(clean)} without an attack, a random player ${score(chance)}`;
  if (clean.interval === null || chance.interval === null || clean.interval[0] <= chance.interval[1]) {
    return `More than a random player there is nothing to lose: ${scores}.\n`;
  }
  const attacks = [...new Set(games.rows.flatMap(({ attack }) => attack ?? []))];
  const lambdas = [...new Set(games.rows.map(({ lambda }) => lambda))].filter((lambda) => lambda > 0);
  const half = (clean.mean + chance.mean) / 2;
  const lost = (agent: string): Column<string> => ({
    title: agent === sap ? 'SAP-100' : 'plain',
    cell(attack) {
      const from = firstFromWhichOn(lambdas, (lambda) => {
        const interval = gameRow(results, agent, lambda, attack)?.interval;
        return interval ? interval[1] < half : false;
      });
      return from === undefined ? 'none' : String(from);
    },
  });
  return [
    `λ from which on the interval of the mean return lies below ${fixed(half)}, the middle between the two: ${scores} (λ up to ${lambdas.at(-1)}):\n`,
    markdownTable([{ title: 'attack', align: 'left', cell: (attack) => attack }, lost(plainAgent), lost(sap)], attacks),
  ].join('\n');
}

/** A flip may go to an action nearly as good, above all under a margin loss. */
function flipsWithoutLosses(results: AgentResults): string[] {
  const found = results.games.flipsWithoutLoss;
  if (!found) return [];
  const { gentle, harsh, comparisons } = found;
  const leaves = ({ agent, lambda, attack }: Setting) => {
    const row = gameRow(results, agent, lambda, attack)!;
    return `${attack} flips ${percent(row.flipRate!)} (Q gap ${fixed(row.qGap!, 3)}) and leaves ${score(row)}`;
  };
  return [
    `**Flips are not losses:** at λ ${gentle.lambda}, of the actions that ${gentle.agent === plainAgent ? 'the plain agent' : gentle.agent} takes in games, ${leaves(gentle)}, where ${leaves(harsh)}: ${points(found)} over ${plural(found.pairs, 'pair')}, ${isBeyondChance(found) ? 'beyond chance' : 'seen, not shown beyond chance'} (${pEquals(found.p)} by itself, ${pEquals(found.pHolm)} corrected over ${plural(comparisons, 'pair')} of attacks).`,
  ];
}

/** The Monte-Carlo study. */
function moreDraws({ sweep }: AgentResults): string {
  const lambdas = [...new Set(sweep.rows.filter(({ attack }) => attack !== null).map(({ lambda }) => lambda))];
  const spread = (lambda: number) => {
    const rates = sweep.rows
      .filter((row) => row.agent === sap && row.lambda === lambda)
      .map(({ flipRate }) => flipRate);
    return Math.max(...rates) - Math.min(...rates);
  };
  const lambda = lambdas.reduce((a, b) => (spread(b) > spread(a) ? b : a));
  const rows = sweep.rows.filter((row) => row.agent === sap && row.lambda === lambda && row.attack !== null);
  const check = sweep.checks.find(({ check: name }) => name === moreDrawsCheck)!;
  const said = {
    failed: 'somewhere more draws do less damage than fewer, beyond chance',
    passed: `more draws nowhere do less damage than fewer beyond chance (${check.text})`,
    measured: check.text,
    'not made': `whether more draws do less damage than fewer was not tested (${check.text})`,
  };
  const series = rows.map(({ gradientSamples, flipRate }) => `${percent(flipRate)} with ${gradientSamples}`).join(', ');
  return `**Draws in the gradient** matter most at λ ${lambda}, where FGSM flips ${series} draws; ${said[check.verdict]}.`;
}

/** Whether the figures can be believed: a line a check that failed, one for those that could not be made. */
function checked({ grid, sweep, games }: AgentResults): string[] {
  // Numbers of draws are compared in the study of them.
  const checks = [
    ...grid.checks.filter(({ check }) => check !== moreDrawsCheck).map((check) => ({ ...check, where: 'states' })),
    ...sweep.checks.filter(({ check }) => check === moreDrawsCheck).map((check) => ({ ...check, where: 'states' })),
    ...games.checks.filter(({ check }) => check !== moreDrawsCheck).map((check) => ({ ...check, where: 'games' })),
  ];
  const tell = (which: Check['verdict']) =>
    checks.filter(({ verdict }) => verdict === which).map(({ check, where, text }) => `${check} (${where}): ${text}`);
  const [failed, missing] = [tell('failed'), tell('not made')];
  return [
    ...(failed.length === 0 ? ['**Checks:** none failed.'] : failed.map((text) => `**Check failed:** ${text}.`)),
    ...(missing.length === 0 ? [] : [`**Not checked:** ${missing.join('; ')}.`]),
  ];
}

/** The other defenses. */
function others({ grid }: AgentResults): string {
  const compared = grid.worstCases.filter(({ flipDifference }) => flipDifference);
  const cases = compared.filter(({ agent }) => agent !== sap);
  if (cases.length === 0) return '**Other defenses:** none tried.';
  const byAgent = [...groupBy(cases.filter(fewerFlips), ({ agent }) => agent)].map(
    ([agent, of]) => `${agent} (${of.map(flipFigure).join(', ')})`,
  );
  const over = `${plural(cases.length, 'comparison')}, corrected over the ${compared.length} of the table`;
  return `**Other defenses, worst of the attacks:** ${
    byAgent.length === 0
      ? `none flips fewer actions than the plain agent beyond chance, at any λ (${over})`
      : `fewer actions are flipped, beyond chance, of ${byAgent.join(', ')} (${over}); what each costs without an attack stands in the table at λ 0`
  }.`;
}

function worstTable(cases: readonly GridWorstCase[], rows: readonly GridRow[]): string {
  const clean = new Map(rows.filter(({ attack }) => attack === null).map((row) => [row.agent, row]));
  const lambdas = [...new Set(cases.map(({ lambda }) => lambda))].sort((a, b) => a - b);
  const cell = (each: Pick<GridRow, 'flipRate' | 'qGap'> | undefined) =>
    each ? `${hundredths(each.flipRate, 0)} (${fixed(each.qGap, 3)})` : '–';
  const columns: Column<string>[] = [
    { title: 'agent', align: 'left', cell: (agent) => agent },
    { title: 'λ 0', cell: (agent) => cell(clean.get(agent)) },
    ...lambdas.map(
      (lambda): Column<string> => ({
        title: `λ ${lambda}`,
        cell: (agent) => cell(cases.find((each) => each.agent === agent && each.lambda === lambda)),
      }),
    ),
  ];
  return markdownTable(columns, [...new Set(cases.map(({ agent }) => agent))]);
}

function gamesTable(results: AgentResults): string {
  const columns: Column<Comparison>[] = [
    { title: 'attack', align: 'left', cell: ({ attack }) => attack ?? 'none' },
    { title: 'λ', cell: ({ lambda }) => String(lambda) },
    { title: 'plain', cell: ({ lambda, attack }) => score(gameRow(results, plainAgent, lambda, attack)!) },
    { title: 'SAP-100', cell: ({ lambda, attack }) => score(gameRow(results, sap, lambda, attack)!) },
    ...differenceColumns,
    { title: 'relative change %', cell: ({ relativeChange }) => relativeChange },
  ];
  return markdownTable(columns, results.games.comparisons);
}

const budgets = (settings: Readonly<Record<string, Readonly<Record<string, number | string>>>>): string =>
  Object.entries(settings)
    .map(([label, of]) => {
      const text = Object.entries(of).map(([name, value]) => `${name} ${value}`);
      return text.length > 0 ? `${label} (${text.join(', ')})` : label;
    })
    .join('; ');
