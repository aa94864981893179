/** A result card as Markdown. */
import { plural } from '../../common/format.js';
import { referenceScores } from '../../env/reference-scores.js';
import { renderReport } from '../../evaluation/games/report/tables.js';
import { joined, markdown, type Renderer } from '../../report/renderer.js';
import type { Column } from '../../report/table.js';
import type { CardEvaluation, ResultCard } from './card.js';

type Fact = readonly [key: string, value: string];

const factColumns: readonly Column<Fact>[] = [
  { title: 'key', align: 'left', cell: ([key]) => key },
  { title: 'value', align: 'left', cell: ([, value]) => value },
];

/** @param name of the file of the card, without its ending */
export function resultCardMarkdown(card: ResultCard, name: string): string {
  const { agent, evaluations, sweep, version, engine } = card;
  const { title, table, paragraph } = markdown;
  const commands = evaluations.map(({ command }) => `    ${command}\n`).join('');
  return joined([
    title(`Result card: ${agent.run} (${agent.game})`),
    table(factColumns, [
      ['game', `${agent.game}, ${plural(agent.actions.length, 'action')}: ${agent.actions.join(', ')}`],
      ['training', `${agent.steps.toLocaleString('en-US')} agent steps, training seed ${agent.config.keys.seed}`],
      ['SHA-256 of the weights', agent.weights],
      ['SHA-256 of the config', agent.config.sha256],
      ['computed by', `sap-atari ${version}, ONNX Runtime ${engine}, sweep ${sweep}`],
    ]),
    paragraph(
      `Computed again, in the folder of the sweep, by ${evaluations.length === 1 ? 'one command' : 'one command for each evaluation'}:`,
    ),
    commands,
    paragraph(`A sample of its episodes is computed again and compared byte by byte by:`),
    `    sap-atari card verify ${name}.json\n`,
    ...evaluations.map(evaluationText),
  ]);
}

/** `steps 20, loss ce` */
const pairs = (values: object): string =>
  Object.entries(values)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');

/** The report of an evaluation, one level below the card. */
const below: Renderer = {
  ...markdown,
  title: (text) => `### ${text}\n`,
  heading: (text) => `#### ${text}\n`,
};

function evaluationText({
  name,
  processors,
  computing,
  preset,
  rules,
  report,
  choices,
  episodes,
}: CardEvaluation): string {
  const { settings } = report;
  const limits = [
    ...(settings.maxSteps === null ? [] : [`at most ${settings.maxSteps} steps`]),
    ...(settings.maxStallSteps === null
      ? []
      : [`at most ${settings.maxStallSteps} steps without a change of the screen`]),
  ];
  const human = referenceScores([settings.game].flat()[0]!);
  return joined([
    markdown.heading(`Evaluation ${name}`),
    markdown.paragraph(
      'The claims below hold for exactly these agents, attacks, λ, environment seeds and rules of play. They say nothing about other attacks, and nothing about agents of other training seeds.',
    ),
    markdown.table(factColumns, [
      ['rules of play', preset ?? 'those of no single publication'],
      ['rules', pairs(rules)],
      [
        'episodes',
        `${choices.episodes} per setting and environment seed, seeds ${choices.seeds.join(', ')}; ${plural(episodes.count, 'episode')} in all${limits.length > 0 ? `; ${limits.join(', ')}` : ''}`,
      ],
      ['ε', `${[settings.evaluationExploration].flat().join(', ')} (share of random actions)`],
      ['λ', `${[...new Set([0, ...settings.lambdas])].join(', ')} gray levels`],
      [
        'attacks',
        `${[settings.attack].flat().join(', ')}; target ${settings.target}, ${settings.timing}, frames ${settings.frames}, gradients of ${settings.attackOn === 'self' ? 'the agent itself' : 'the plain agent'}`,
      ],
      ...Object.entries(settings.attackSettings).map(
        ([label, of]): Fact => [`settings of ${label}`, pairs(of) || 'none'],
      ),
      [
        'defenses',
        [
          ...[settings.defense].flat(),
          ...(settings.defense === 'none' ? [] : [pairs(choices.names.defenseOptions)].filter((text) => text !== '')),
        ].join(', '),
      ],
      [
        'human-normalized scores',
        human
          ? `0 is random play (${human.random}), 1 a person (${human.human})`
          : 'none: the literature has no human score',
      ],
      ['processors', processors.join(', ') || 'not recorded'],
      ['threads of each network', `${computing.threads}, engine ${computing.engine}, provider ${computing.provider}`],
      ['SHA-256 of episodes.jsonl', episodes.sha256],
    ]),
    renderReport(report, below),
  ]);
}
