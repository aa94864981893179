/** The README of a report of agents. Every sentence is decided by the numbers that it states. */
import { hundredths, plural, pValue, score } from '../../common/format.js';
import { orDash, scoreDifference } from '../../evaluation/report/columns.js';
import { testWords } from '../../evaluation/report/conclusions.js';
import { type AttackSettings, plainAgent } from '../../evaluation/settings.js';
import { joined, markdown } from '../../report/renderer.js';
import type { Column } from '../../report/table.js';
import { type AgentResults, gameRow, lambdasOf, sap } from './agent-results.js';
import { answersOf, inShort } from './results-answers.js';

const { title, heading, paragraph, list, table } = markdown;

export function resultsText(found: readonly AgentResults[], command: string): string {
  const { grid, games } = found[0]!;
  return joined([
    title('Does Stochastic Activation Pruning protect these agents?'),
    paragraph(
      `${plural(found.length, 'agent')}, one per game, each trained once with Double DQN. An attack changes every observation by at most λ gray levels (0–255) per pixel. SAP-100 samples the activations of each layer; its Q-values are means over ${plural(grid.settings.outputSamples, 'sample')}. Two measurements:`,
    ),
    list([
      '**Return** of whole episodes. Both agents play the same starts, so returns are compared in pairs.',
      `**Flip rate**: share of ${plural(grid.settings.states, 'recorded state')} at which the action differs from that of the undefended network without an attack.`,
    ]),
    paragraph(
      `"Worst" means the worst of several attacks, chosen anew for each episode or state. A difference is *significant* by the ${testWords}; p is corrected over all comparisons of its kind. Brackets are 95 % intervals. The attacks have fewer steps and samples than published ones, so they show a lower bound of the damage. One agent of each game was trained: nothing here is a claim about other training runs.`,
    ),
    heading('In short'),
    list(found.map(inShort)),
    ...found.map(section),
    heading('Attacks'),
    list([
      `On recorded states: ${budgets(grid.settings.attackSettings)}.`,
      `In episodes: ${budgets(games.settings.attackSettings)}.`,
    ]),
    paragraph(
      `Made by \`${command}\`. The same command with the same --out computes what is missing. Every number and sentence above follows from the files in this folder.`,
    ),
  ]);
}

function section(results: AgentResults): string {
  const { game, run, games } = results;
  const folder = run.replaceAll(/[\\/]/g, '-');
  const chance = games.chance[0];
  return joined([
    heading(game),
    paragraph(
      `Return over ${plural(games.settings.episodes, 'episode')}${chance ? ` (a random player scores ${score(chance)})` : ''}, and flip rate, without an attack (λ 0) and under the worst of the attacks:`,
    ),
    table(columns, linesOf(results)),
    list(answersOf(results).map(([question, answer]) => `**${question}** ${answer}`)),
    paragraph(
      `Details: every attack and defense on [states](${folder}/grid/results.md) ([chart](${folder}/grid/flips.svg)), [samples per gradient](${folder}/samples/samples.md) ([chart](${folder}/samples/samples.svg)), [episodes](${folder}/episodes/results.md) ([chart](${folder}/episodes/returns.svg)); each also as .csv and .json.`,
    ),
  ]);
}

/** One λ of the table of an agent. */
interface Line {
  readonly lambda: number;
  readonly plain: string;
  readonly defended: string;
  readonly difference: string;
  readonly p: string;
  readonly plainFlips: string;
  readonly defendedFlips: string;
}

const columns: readonly Column<Line>[] = [
  { title: 'λ', cell: ({ lambda }) => String(lambda) },
  { title: 'return, plain', cell: ({ plain }) => plain },
  { title: 'return, SAP-100', cell: ({ defended }) => defended },
  { title: 'difference', cell: ({ difference }) => difference },
  { title: 'p (Holm)', cell: ({ p }) => p },
  { title: 'flip rate %, plain', cell: ({ plainFlips }) => plainFlips },
  { title: 'SAP-100', cell: ({ defendedFlips }) => defendedFlips },
];

function linesOf(results: AgentResults): Line[] {
  const { games, grid } = results;
  return lambdasOf(results).map((lambda) => {
    const returns = (agent: string) =>
      lambda === 0
        ? gameRow(results, agent, 0, null)
        : games.worstCases.find((each) => each.agent === agent && each.lambda === lambda);
    const flips = (agent: string) =>
      lambda === 0
        ? grid.rows.find((each) => each.agent === agent && each.attack === null)
        : grid.worstCases.find((each) => each.agent === agent && each.lambda === lambda);
    const tested =
      lambda === 0
        ? games.comparisons.find((each) => each.agent === sap && each.lambda === 0)
        : games.worstCases.find((each) => each.agent === sap && each.lambda === lambda)?.comparison;
    const flipRate = (agent: string) => orDash(flips(agent), (each) => hundredths(each.flipRate, 0));
    return {
      lambda,
      plain: orDash(returns(plainAgent), score),
      defended: orDash(returns(sap), score),
      difference: orDash(tested, scoreDifference),
      p: orDash(tested, ({ pHolm }) => pValue(pHolm)),
      plainFlips: flipRate(plainAgent),
      defendedFlips: flipRate(sap),
    };
  });
}

/** `fgsm (gradient expected20); random` */
const budgets = (settings: AttackSettings): string =>
  Object.entries(settings)
    .map(([label, of]) => {
      const text = Object.entries(of).map(([name, value]) => `${name} ${value}`);
      return text.length > 0 ? `${label} (${text.join(', ')})` : label;
    })
    .join('; ');
