/** Says in plain words what the results of agents show. Every sentence is decided by the figures it gives. */
import type { Interval } from '../report/aggregates.js';
import { type Column, markdownTable } from '../report/table.js';
import { type Check, moreDrawsCheck } from './checks.js';
import { plainAgent } from './evaluate-plan.js';
import { type Row, relativeChange } from './evaluate-summary.js';
import { groupBy } from './group-by.js';
import type { AgentResults } from './results.js';
import { sharedNotes } from './same-outputs.js';
import type { GridRow, GridWorstCase } from './state-grid-summary.js';

/** The defence that the report is about. */
const sap = 'sap100';
/** With fewer, a bootstrap's interval is much too narrow. */
const fewGames = 10;
/** p below which a difference is called more than chance, before it is shared out among the comparisons of a sentence. */
const significance = 0.05;

export function resultsText(found: readonly AgentResults[], command: string): string {
  const { grid, games } = found[0]!;
  return [
    '# What Stochastic Activation Pruning is worth to trained agents\n',
    `Made by \`${command}\`; the same command again takes up what is missing. Everything below, the sentences too, is derived from the files beside it.\n`,
    `Two kinds of figures. On ${grid.settings.states} recorded states of each agent: the share of actions that an attack flips (the action taken is not the plain network's at the undisturbed state), and the Q gap, what that costs by the plain network's own values. In whole games: returns. λ is in pixels of 255. Attacks have fewer steps and draws than published ones, so that all fits into an hour or so: they bound the damage from below. The worst of several attacks on a stochastic agent picks its unlucky draws too.${sharedNotes(
      grid.rows.map(({ agent }) => agent),
    )
      .map((note) => ` ${note}`)
      .join('')} "Beyond chance" is a paired test at 5 %, shared out among the comparisons made.\n`,
    '## In short\n',
    list(found.map((one) => `**${one.game}**: ${inShort(one)}`)),
    ...found.map(section),
    '## Budgets\n',
    `Outputs of stochastic agents are means over ${grid.settings.outputDraws} draws. On the states: ${budgets(grid.settings.attackSettings)}. In games, ${games.settings.episodes} for each attack, λ and agent of ${found[0]!.game}: ${budgets(games.settings.attackSettings)}.\n`,
  ].join('\n');
}

/** One sentence on the agent. */
function inShort(results: AgentResults): string {
  const { gives, of } = savedAgainstWorst(results);
  const breaks = breakingLambda(results.grid.worstCases, sap);
  const plainBreaks = breakingLambda(results.grid.worstCases, plainAgent);
  const saved = gives.length === 0 ? 'nothing beyond chance' : gives.map(describeSaved).join(', ');
  return `against the worst of the attacks SAP-100 saves ${saved} (of ${of} values of λ); ${
    breaks === undefined
      ? 'no λ tried brings it to flip half of its actions'
      : `from λ ${breaks} on most of its actions are flipped${plainBreaks === undefined ? '' : `, the plain agent's from λ ${plainBreaks} on`}`
  }.`;
}

const describeSaved = ({ lambda, fewerFlips }: GridWorstCase): string =>
  `${points(fewerFlips!.saved)} of actions at λ ${lambda}`;

/** λ at which SAP flips fewer actions than the plain agent, both under their worst attack, beyond chance. */
function savedAgainstWorst({ grid }: AgentResults): { gives: GridWorstCase[]; of: number } {
  const cases = grid.worstCases.filter(({ agent }) => agent === sap);
  return { gives: cases.filter(({ fewerFlips }) => fewerFlips!.p < significance / cases.length), of: cases.length };
}

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
    list([
      undisturbed(results),
      gained(results),
      broken(results),
      inGames(results),
      ...flipsWithoutLosses(results),
      moreDraws(results),
      checked(results),
      others(results),
    ]),
    `![actions flipped by attacks](${folder}/grid/flips.svg)\n`,
    'Worst of the attacks, state by state: actions flipped, % (and what it costs in Q)\n',
    worstTable(grid.worstCases, grid.rows),
    `![scores under attack](${folder}/games/returns.svg)\n`,
    `Returns over ${games.settings.episodes} games, 95 % intervals:\n`,
    gamesTable(results),
    `All figures: [grid](${folder}/grid/results.md), [draws](${folder}/draws/draws.md), [games](${folder}/games/results.md), each with .csv, .json and the lines they come from.\n`,
  ].join('\n');
}

const gridRow = ({ grid }: AgentResults, agent: string, lambda: number, attack: string | null) =>
  grid.rows.find((row) => row.agent === agent && row.lambda === lambda && row.attack === attack);
const gameRow = ({ games }: AgentResults, agent: string, lambda: number, attack: string | null) =>
  games.rows.find((row) => row.agent === agent && row.lambda === lambda && row.attack === attack);

/** What the defence costs when nobody attacks. */
function undisturbed(results: AgentResults): string {
  const flips = gridRow(results, sap, 0, null)!;
  const [plain, defended] = [gameRow(results, plainAgent, 0, null)!, gameRow(results, sap, 0, null)!];
  return `**Without an attack** SAP-100 takes another action than the plain network at ${share(flips.flipRate, flips.flipInterval)} of the states, and scores ${score(defended)} where the plain agent scores ${score(plain)}${apart(plain, defended) ? '' : ' (no difference beyond chance)'}.`;
}

/** What it gives: attacks and λ at which fewer actions flip than the plain agent's, beyond chance. */
function gained({ grid }: AgentResults): string {
  const rows = grid.rows.filter(({ agent, attack }) => agent === sap && attack !== null);
  const better = rows.filter(({ fewerFlips }) => fewerFlips!.p < significance / rows.length);
  if (better.length === 0) {
    return `**What it gives:** under none of the ${new Set(rows.map(({ attack }) => attack)).size} attacks, at no λ, does SAP-100 flip fewer actions than the plain agent beyond chance.`;
  }
  const byAttack = [...groupBy(better, ({ attack }) => attack!)].map(
    ([attack, of]) =>
      `${attack} (${of.map(({ lambda, fewerFlips }) => `${points(fewerFlips!.saved)} at λ ${lambda}`).join(', ')})`,
  );
  const outcome = savedAgainstWorst({ grid } as AgentResults);
  return `**What it gives:** fewer actions than the plain agent's are flipped, beyond chance, by ${byAttack.join(', ')}. Against the worst of all attacks ${outcome.gives.length === 0 ? 'nothing of that is left' : `it saves ${outcome.gives.map(describeSaved).join(', ')}`}.`;
}

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
  return `**Where it breaks:** from λ ${breaks} on. There ${row.attack} alone flips ${share(row.flipRate, row.flipInterval)} of its actions, and the worst of the attacks ${share(worst.flipRate, worst.flipInterval)}.`;
}

/** What is left of the scores. */
function inGames(results: AgentResults): string {
  const { games } = results;
  const clean = gameRow(results, plainAgent, 0, null)!;
  const chance = games.chance[0]!;
  if (clean.interval === null || chance.interval === null || clean.interval[0] <= chance.interval[1]) {
    return `**In games** the agent scores ${score(clean)} without an attack, a random player ${score(chance)}: it has nothing to lose.`;
  }
  const attacks = [...new Set(games.rows.flatMap(({ attack }) => attack ?? []))];
  const lambdas = [...new Set(games.rows.map(({ lambda }) => lambda))].filter((lambda) => lambda > 0);
  const half = (clean.mean + chance.mean) / 2;
  const lost = (agent: string, attack: string) => {
    const from = firstFromWhichOn(lambdas, (lambda) => {
      const interval = gameRow(results, agent, lambda, attack)?.interval;
      return interval ? interval[1] < half : false;
    });
    return from === undefined ? 'never' : `from λ ${from} on`;
  };
  const said = attacks.map(
    (attack) => `under ${attack} the plain agent ${lost(plainAgent, attack)}, SAP-100 ${lost(sap, attack)}`,
  );
  const pairs = attacks.flatMap((attack) =>
    lambdas.map((lambda) => {
      const [plain, defended] = [gameRow(results, plainAgent, lambda, attack)!, gameRow(results, sap, lambda, attack)!];
      return { where: `${attack} at λ ${lambda}`, apart: apart(plain, defended), more: defended.mean > plain.mean };
    }),
  );
  const scores = (what: string, found: typeof pairs) =>
    found.length === 0
      ? `Nowhere does SAP-100 score ${what} than the plain agent with intervals apart.`
      : `With intervals apart SAP-100 scores ${what} than the plain agent under ${found.map(({ where }) => where).join(', ')}.`;
  const unequal = pairs.filter((pair) => pair.apart);
  return [
    `**In games** more than half of the lead over a random player (${score(chance)}) is lost, with the whole interval beyond that mark, ${said.join('; ')} (λ up to ${lambdas.at(-1)}).`,
    scores(
      'more',
      unequal.filter(({ more }) => more),
    ),
    scores(
      'less',
      unequal.filter(({ more }) => !more),
    ),
    ...(games.settings.episodes < fewGames && unequal.length > 0
      ? [fewGamesCaution(games.settings.episodes, pairs)]
      : []),
  ].join(' ');
}

const fewGamesCaution = (episodes: number, comparisons: readonly unknown[]): string =>
  `That proves little: an interval over ${episodes} games is too narrow, and of ${comparisons.length} comparisons some come apart by chance.`;

/**
 * A flip may go to an action nearly as good, above all under a margin loss. Names the two attacks, on one agent at one λ,
 * of which one flips at least as many actions and yet leaves the most points above the other's, with intervals apart.
 */
function flipsWithoutLosses({ games }: AgentResults): string[] {
  const attacked = games.rows.filter(({ attack, flipRate }) => attack !== null && flipRate !== null);
  const pairs = attacked.flatMap((weak) =>
    attacked
      .filter(({ agent, lambda }) => agent === weak.agent && lambda === weak.lambda)
      .filter((strong) => strong.flipRate! <= weak.flipRate! && strong.mean < weak.mean && apart(strong, weak))
      .map((strong) => ({ weak, strong })),
  );
  if (pairs.length === 0) return [];
  const difference = ({ weak, strong }: (typeof pairs)[number]) => weak.mean - strong.mean;
  const { weak, strong } = pairs.reduce((a, b) => (difference(b) > difference(a) ? b : a));
  const leaves = (row: Row) =>
    `${row.attack} flips ${percent(row.flipRate!)} (Q gap ${row.qGap!.toFixed(3)}) and leaves ${score(row)}`;
  return [
    `**Flips are not losses:** at λ ${weak.lambda}, of the actions that ${weak.agent === plainAgent ? 'the plain agent' : 'SAP-100'} takes in games, ${leaves(weak)}, where ${leaves(strong)}.`,
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
  const series = rows.map(({ gradientDraws, flipRate }) => `${percent(flipRate)} with ${gradientDraws}`).join(', ');
  return `**Draws in the gradient** matter most at λ ${lambda}, where FGSM flips ${series}; more draws ${check.verdict === 'failed' ? 'do less damage than fewer somewhere, beyond chance' : 'nowhere do less damage than fewer beyond chance'}.`;
}

/** Whether the figures can be believed. */
function checked({ grid, sweep, games }: AgentResults): string {
  // Numbers of draws are compared in the study of them.
  const checks = [
    ...grid.checks.filter(({ check }) => check !== moreDrawsCheck).map((check) => ({ ...check, where: 'states' })),
    ...sweep.checks.filter(({ check }) => check === moreDrawsCheck).map((check) => ({ ...check, where: 'states' })),
    ...games.checks.filter(({ check }) => check !== moreDrawsCheck).map((check) => ({ ...check, where: 'games' })),
  ];
  const tell = (which: Check['verdict']) =>
    checks
      .filter(({ verdict }) => verdict === which)
      .map(({ check, where, text }) => `${check} (${where}): ${text}`)
      .join('; ');
  const [failed, missing] = [tell('failed'), tell('not made')];
  return [
    failed === ''
      ? '**Checks:** none failed.'
      : `**Checks that failed:** ${failed}. Where a check fails, the lower score is the one to believe.`,
    ...(missing === '' ? [] : [`Not made: ${missing}.`]),
  ].join(' ');
}

/** The other defences. */
function others({ grid }: AgentResults): string {
  const cases = grid.worstCases.filter(({ agent }) => agent !== plainAgent && agent !== sap);
  if (cases.length === 0) return '**Other defences:** none tried.';
  const better = cases.filter(({ fewerFlips }) => fewerFlips!.p < significance / cases.length);
  const byAgent = [...groupBy(better, ({ agent }) => agent)].map(
    ([agent, of]) =>
      `${agent} (${of.map(({ lambda, fewerFlips }) => `${points(fewerFlips!.saved)} at λ ${lambda}`).join(', ')})`,
  );
  return `**Other defences:** ${
    byAgent.length === 0
      ? 'against the worst of the attacks none flips fewer actions than the plain agent beyond chance, at any λ'
      : `against the worst of the attacks, beyond chance, fewer actions are flipped of ${byAgent.join(', ')}; what each costs without an attack stands in the table at λ 0`
  }.`;
}

function worstTable(cases: readonly GridWorstCase[], rows: readonly GridRow[]): string {
  const clean = new Map(rows.filter(({ attack }) => attack === null).map((row) => [row.agent, row]));
  const lambdas = [...new Set(cases.map(({ lambda }) => lambda))].sort((a, b) => a - b);
  const cell = (each: Pick<GridRow, 'flipRate' | 'qGap'> | undefined) =>
    each ? `${(each.flipRate * 100).toFixed(0)} (${each.qGap.toFixed(3)})` : '–';
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
  const attacked = results.games.comparisons;
  const columns: Column<(typeof attacked)[number]>[] = [
    { title: 'attack', align: 'left', cell: ({ attack }) => attack ?? 'none' },
    { title: 'λ', cell: ({ lambda }) => String(lambda) },
    { title: 'plain', cell: ({ lambda, attack }) => score(gameRow(results, plainAgent, lambda, attack)!) },
    { title: 'SAP-100', cell: ({ lambda, attack }) => score(gameRow(results, sap, lambda, attack)!) },
    { title: 'relative change %', cell: (each) => relativeChange(each) },
    {
      title: 'P(SAP-100 better)',
      cell: ({ improvement: { probability, interval } }) =>
        `${probability.toFixed(2)}${interval ? ` [${interval.map((end) => end.toFixed(2)).join(', ')}]` : ''}`,
    },
  ];
  return markdownTable(columns, attacked);
}

const budgets = (settings: Readonly<Record<string, Readonly<Record<string, number | string>>>>): string =>
  Object.entries(settings)
    .map(([label, of]) => {
      const text = Object.entries(of).map(([name, value]) => `${name} ${value}`);
      return text.length > 0 ? `${label} (${text.join(', ')})` : label;
    })
    .join('; ');

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}\n`).join('');
const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
const points = (value: number): string => `${(value * 100).toFixed(0)} points`;
const share = (value: number, [low, high]: Interval): string =>
  `${percent(value)} [${(low * 100).toFixed(1)}, ${(high * 100).toFixed(1)}]`;
const score = ({ mean, interval }: Pick<Row, 'mean' | 'interval'>): string =>
  `${mean.toFixed(2)}${interval ? ` [${interval.map((end) => end.toFixed(2)).join(', ')}]` : ''}`;

/** Whether the intervals of two rows share no point. */
const apart = (a: Row, b: Row): boolean =>
  a.interval !== null && b.interval !== null && (a.interval[0] > b.interval[1] || b.interval[0] > a.interval[1]);
