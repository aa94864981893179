/** The model cards as Markdown. */
import type { AgentCard } from '../../src/agent/zoo/card.js';
import { fixed, percent, plural } from '../../src/common/format.js';
import { count, hours, human, points, table } from './card-cells.js';

const header = '<!-- Made by scripts/zoo-agent.mjs. Do not edit. -->';

/** README.md beside a card. */
export function cardText(card: AgentCard): string {
  const { name, rom, weights, rules, score, references, trainings } = card;
  const { random, published } = references;
  const facts = [
    ['score', `${points(score)} points: mean of ${score.episodes} episodes, 95 % interval`],
    ['human-normalized', `${human(score)} %`],
    ['random play, measured', `${points(random)} points: mean of ${random.episodes} episodes`],
    ...(published
      ? [
          [
            'random play and people, published',
            `${fixed(published.random, 1)} and ${fixed(published.human, 1)} points: ${published.source}`,
          ],
        ]
      : []),
    ['trained', `${count(card.frames)} frames, ${hours(card.hours)} hours`],
    ['measured on', `${plural(card.machine.cores, 'core')}, ${card.machine.processor}`],
    ['ROM', `\`${rom.file}\`, MD5 \`${rom.md5}\``],
    ['weights', `16-bit floats, SHA-256 \`${weights.sha256}\``],
  ];
  const truncated = score.truncated > 0 ? ` ${score.truncated} episodes ended at the frame limit.` : '';
  return `${header}
# ${name}

${table(['', ''], facts)}

The score is that of whole episodes with raw rewards; ${percent(score.exploration)} of the actions are random.${truncated}

    ${score.command}

## Rules

${table(['rule', 'training', 'evaluation'], ruleRows(rules))}

${trainings.map((training, i) => trainingText(training, i, trainings.length)).join('\n')}`;
}

const ruleRows = ({ training, evaluation }: AgentCard['rules']): string[][] =>
  Object.keys(training).map((key) => [`\`${key}\``, ...[training, evaluation].map((rules) => `${rules[key]}`)]);

function trainingText(training: AgentCard['trainings'][number], index: number, of: number): string {
  const {
    command,
    package: version,
    initializedFrom,
    config,
    steps,
    frames,
    hours: spent,
    processorHours,
    curve,
  } = training;
  const start = initializedFrom === null ? 'random weights' : `the weights with SHA-256 \`${initializedFrom}\``;
  const rows = curve.map((point) => [
    count(point.step),
    count(point.frames),
    hours(point.hours),
    hours(point.processorHours),
    points(point),
    `${point.episodes}`,
  ]);
  const learned =
    rows.length > 0
      ? table(['step', 'frames', 'hours', 'processor hours', 'return', 'episodes'], rows)
      : 'No evaluation.';
  return `## Training${of > 1 ? ` ${index + 1} of ${of}` : ''}

Algorithm \`${config.algorithm}\`, seed ${config.seed}, from ${start}: ${count(steps)} agent steps, ${count(frames)} frames, ${hours(spent)} hours (on processors:
${hours(processorHours)}), by ${version}.
\`config.json\` is \`trainings[${index}].config\` of \`card.json\`.

    ${command}

${learned}
`;
}

/** All agents: how well each plays, and how much training it got. @param folderOf an agent, from its game */
export const agentsTable = (cards: readonly AgentCard[], folderOf: (game: string) => string): string =>
  table(
    [
      ...['game', 'score [95 % interval]', 'human-normalized, %', 'random play'],
      ...['algorithm', 'trainings', 'steps', 'frames', 'hours', 'processor hours'],
    ],
    cards.map(({ game, name, score, references, trainings, frames, hours: spent }) => {
      const sum = (key: 'steps' | 'processorHours') => trainings.reduce((total, each) => total + each[key], 0);
      return [
        ...[`[${name}](${folderOf(game)}/README.md)`, points(score), human(score), points(references.random)],
        ...[[...new Set(trainings.map(({ config }) => config.algorithm))].join(', '), `${trainings.length}`],
        ...[count(sum('steps')), count(frames), hours(spent), hours(sum('processorHours'))],
      ];
    }),
  );

/** README.md of the folder of all agents. */
export const zooText = (cards: readonly AgentCard[]): string => `${header}
# Agents

${agentsTable(cards, (game) => game)}
`;
