/** An evaluation as text for a terminal and as Markdown. */
import { fixed, hundredths, plural, score, withInterval } from '../../../common/format.js';
import { referenceScores } from '../../../env/reference-scores.js';
import { joined, markdown, type Renderer, section, type TextOptions, terminal } from '../../../report/renderer.js';
import type { Column } from '../../../report/table.js';
import { closing } from '../../report/closing.js';
import {
  agentColumn,
  lambdaColumn,
  orDash,
  scoreInterval,
  settingColumns,
  type Times,
  testedColumns,
} from '../../report/columns.js';
import { plainAgent, settingKey } from '../../settings.js';
import type { Comparison } from '../comparison.js';
import type { Aggregate } from './aggregate.js';
import { questions } from './answers.js';
import { detectableText } from './detectable.js';
import type { EvaluationReport, OneOrAll } from './game-report.js';
import type { Row } from './summary.js';
import type { WorstCase } from './worst-case.js';

const share = (value: number | null): string => orDash(value, hundredths);

function rowColumns(rows: readonly Row[], times: Times): Column<Row>[] {
  const known = (of: (row: Row) => unknown) => rows.some((row) => of(row) !== null);
  return [
    ...settingColumns(rows),
    lambdaColumn,
    agentColumn('agent'),
    { title: 'return', cell: ({ mean }) => fixed(mean) },
    { title: '95 % interval', cell: ({ interval }) => scoreInterval(interval) },
    { title: 'sd', detail: true, cell: ({ sd }) => orDash(sd, fixed) },
    ...(known(({ humanNormalized }) => humanNormalized)
      ? [{ title: 'human %', detail: true, cell: ({ humanNormalized }: Row) => share(humanNormalized) }]
      : []),
    { title: 'episodes', detail: true, cell: ({ episodes }) => String(episodes) },
    { title: 'steps', detail: true, cell: ({ meanSteps }) => meanSteps.toFixed(0) },
    ...(known(({ flipRate }) => flipRate)
      ? [{ title: 'flip rate %', cell: ({ flipRate }: Row) => share(flipRate) }]
      : []),
    { title: 'Q gap', cell: ({ qGap }) => orDash(qGap, (value) => value.toFixed(3)) },
    ...(rows.some(({ sampleAgreement }) => sampleAgreement !== null && sampleAgreement < 1)
      ? [{ title: 'samples agree %', detail: true, cell: ({ sampleAgreement }: Row) => share(sampleAgreement) }]
      : []),
    { title: 'zero gradient %', detail: true, cell: ({ zeroGradientPixels }) => share(zeroGradientPixels) },
    ...(times.size > 0
      ? [
          {
            ...{ title: 'ms/step', detail: true },
            cell: (row: Row) => orDash(times.get(settingKey(row)), (seconds) => fixed(seconds * 1000, 1)),
          },
        ]
      : []),
  ];
}

function comparisonColumns({ rows, comparisons }: EvaluationReport): Column<Comparison>[] {
  const byKey = new Map(rows.map((row) => [settingKey(row), row]));
  const severalDefenses = new Set(comparisons.map(({ agent }) => agent)).size > 1;
  return [
    ...settingColumns(comparisons),
    lambdaColumn,
    ...(severalDefenses ? [agentColumn('agent')] : []),
    { title: 'plain', cell: (each) => fixed(byKey.get(settingKey({ ...each, agent: plainAgent }))!.mean) },
    { title: 'defended', cell: (each) => fixed(byKey.get(settingKey(each))!.mean) },
    ...testedColumns<Comparison>((each) => each),
    { title: 'relative change %', detail: true, cell: (each) => each.relativeChange },
    { title: 'anchored change %', detail: true, cell: (each) => each.anchoredChange },
  ];
}

const worstColumns = (cases: readonly WorstCase[]): Column<WorstCase>[] => [
  ...settingColumns(cases),
  lambdaColumn,
  agentColumn('agent'),
  { title: 'attacks', detail: true, cell: ({ attacks }) => String(attacks.length) },
  { title: 'lowest return', cell: score },
  ...(cases.some(({ comparison }) => comparison) ? testedColumns<WorstCase>(({ comparison }) => comparison) : []),
];

const aggregateColumns = (aggregates: readonly Aggregate[]): Column<Aggregate>[] => [
  ...settingColumns(aggregates),
  lambdaColumn,
  agentColumn('agent'),
  { title: 'games', detail: true, cell: ({ games }) => String(games) },
  { title: 'scores', detail: true, cell: ({ scores }) => String(scores) },
  ...(aggregates.some(({ scale }) => scale)
    ? [{ title: 'IQM', cell: (each: Aggregate) => withInterval(each.interquartileMean!, each.interval, 3) }]
    : []),
  {
    title: 'P(better than plain)',
    cell: ({ improvement }) => orDash(improvement, (i) => withInterval(i.probability, i.interval)),
  },
];

function render(report: EvaluationReport, renderer: Renderer, times: Times): string {
  const { rows, comparisons, aggregates, worstCases, chance, conclusions, settings } = report;
  const question = (name: string, ...content: string[]) => {
    const answer = conclusions.find((each) => each.question === name)?.answer ?? '';
    return section(renderer, name, [...content, renderer.paragraph(answer)]);
  };
  const severalRuns = [settings.run, settings.seed].some((list) => Array.isArray(list));
  return joined([
    renderer.title(title(report)),
    question(questions.cost, renderer.table(rowColumns(rows, times), rows), renderer.paragraph(randomPlayers(chance))),
    question(
      questions.defense,
      renderer.table(comparisonColumns(report), comparisons),
      renderer.paragraph(
        comparisons.length > 0 ? `${changeFormulas}${renderer.wide ? '' : ' --wide shows both.'}` : '',
      ),
      renderer.paragraph(detectableText(comparisons)),
    ),
    question(questions.worst, renderer.table(worstColumns(worstCases), worstCases)),
    severalRuns && aggregates.length > 0
      ? question(
          questions.overall,
          renderer.paragraph(aggregateCaption(aggregates[0]!)),
          renderer.table(aggregateColumns(aggregates), aggregates),
        )
      : '',
    closing(renderer, report),
  ]);
}

/** How both changes of a comparison are computed. */
export const changeFormulas =
  'Relative change: (defended − plain) / |plain|, as in the paper. Anchored change: (defended − plain) / (clean plain − random), the same on any scale; clean plain: without an attack (λ 0).';

const randomPlayers = (chance: readonly Row[]): string =>
  chance
    .map(
      ({ game, mean, interval, episodes }) =>
        `A random player of ${game} scores ${withInterval(mean, interval)} over ${plural(episodes, 'episode')}${published(game)}.`,
    )
    .join(' ');

const published = (game: string): string => {
  const known = referenceScores(game);
  return known ? ` (published: random ${known.random}, human ${known.human})` : '';
};

/** Values of a list, as people write them. */
const list = (value: OneOrAll<string | number | null>): string => [value].flat().join(', ');

function title({ settings }: EvaluationReport): string {
  const { game, defense, attack, attackOn, episodes, gradientSamples, outputSamples, seed } = settings;
  const under = `${list(attack)}${attackOn === 'plain' ? ' on the plain agent' : ''}`;
  const samples = [gradientSamples].flat().every((each) => each === null)
    ? 'the attack’s own number of samples per gradient'
    : `${list(gradientSamples)} ${gradientSamples === 1 ? 'sample' : 'samples'} per gradient`;
  return `${list(game)}: ${list(defense)} under ${under}, ${plural(episodes, 'episode')} per setting, ${samples}, ${outputSamples} per output, seed ${list(seed)}`;
}

const scales = {
  points: 'points',
  'human-normalized': 'human-normalized scores (0 random play, 1 a person)',
  'share kept': 'share kept of the plain agent’s score without an attack (0 random play, 1 all)',
};

const aggregateCaption = ({ scale, unit }: Aggregate): string =>
  `${scale ? `IQM: interquartile mean over games, in ${scales[scale]}` : 'The games have no common scale'}; resampled by ${unit}.`;

/** For terminals. @param times mean seconds of a step, where known */
export const reportText = (report: EvaluationReport, times: Times = new Map(), options?: TextOptions): string =>
  render(report, terminal(options), times);

export const reportMarkdown = (report: EvaluationReport): string => render(report, markdown, new Map());

export const renderReport = (report: EvaluationReport, renderer: Renderer): string =>
  render(report, renderer, new Map());
