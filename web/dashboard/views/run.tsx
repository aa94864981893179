/** One run: its curves, config, warnings, films and evaluations. */
import { useMemo, useState } from 'preact/hooks';
import type { RunDetails, RunSummary } from '../../../src/dashboard/types.js';
import { Chart } from '../../charts/chart.js';
import { Section } from '../../report/parts.js';
import { ago, bytes, compact, duration, shown } from '../../style/format.js';
import { type Range, useAnswer, useRows } from '../api.js';
import { type ChartKeys, chartsOf, keysOf, seriesOf } from '../curves.js';
import { Films, Progress, ResultsTable, StateOf, scoreText, Warnings } from '../parts.js';

interface RunProps {
  readonly id: string;
  /** As the list knows the run: its curves are asked for at once. */
  readonly known: RunSummary | undefined;
  /** As given to the command. */
  readonly folders: readonly string[];
}

export function RunView({ id, known, folders }: RunProps) {
  const { data, error } = useAnswer<RunDetails>(`/api/run?${new URLSearchParams({ id })}`);
  const run = data?.summary ?? known;
  if (!run) return <p class="notice">{error ?? 'Reading the run…'}</p>;
  return (
    <>
      {error !== undefined && <p class="notice warning">{error}</p>}
      <div class="row">
        <h1>{run.name}</h1>
        <StateOf run={run} />
        <Progress run={run} />
      </div>
      <Facts run={run} />
      <Warnings warnings={run.warnings} />
      <Curves run={run} />
      {data && <Rest {...data} />}
      <Commands run={run} folders={folders} />
    </>
  );
}

const Rest = ({ config, changes, log, films, results }: RunDetails) => (
  <>
    {log.length > 0 && (
      <Section title="Warnings of the training">
        <ol class="plain log">
          {log.toReversed().map(({ time, warning }) => (
            <li key={`${time} ${warning}`}>
              <time class="muted number" dateTime={time}>
                {time.replace('T', ' ').slice(0, 19)}
              </time>
              {warning}
            </li>
          ))}
        </ol>
      </Section>
    )}
    <Films films={films} />
    {results.length > 0 && (
      <Section title="Evaluations of this run">
        <ResultsTable results={results} now={Date.now()} />
      </Section>
    )}
    <Section title="Config">
      <dl class="config">
        {Object.entries(config).map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{shown(value)}</dd>
          </div>
        ))}
      </dl>
      {changes.length > 0 && <p class="muted">{changes.length} accepted changes: see the warnings.</p>}
    </Section>
  </>
);

/** What one does with a run next. */
function Commands({ run: { id, kind }, folders }: { readonly run: RunSummary; readonly folders: readonly string[] }) {
  const [root = '', ...names] = id.split('/');
  const path = [folders[Number(root)] ?? '', ...names].join('/').replace(/^\.\//, '');
  const folder = /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
  const commands: readonly (readonly [string, string])[] =
    kind === 'agent'
      ? [
          ['Attack it live in the browser', `view ${folder}`],
          ['Measure what attacks and a defense are worth', `evaluate --run ${folder} --lambda 1,2,4 --defense sap100`],
          ['Film it with and without an attack', `play --run ${folder} --lambda 2 --versus none`],
          ['Draw its learning curve', `report ${folder}`],
        ]
      : [['Attack it', `vision evaluate --run ${folder}`]];
  return (
    <Section title="Next">
      <dl class="commands">
        {commands.map(([purpose, command]) => (
          <div key={purpose}>
            <dt>{purpose}</dt>
            <dd>
              <code>npx sap-atari {command}</code>
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Facts({ run }: { readonly run: RunSummary }) {
  const facts: readonly (readonly [string, string | null])[] = [
    [run.kind === 'agent' ? 'game' : 'data', run.subject],
    ['algorithm', run.algorithm],
    ['training seed', run.seed === null ? null : String(run.seed)],
    ['step', run.step.toLocaleString('en')],
    [
      run.kind === 'agent' ? `return (${run.score?.of})` : `accuracy (${run.score?.of})`,
      run.score && scoreText(run.score),
    ],
    ['loss', run.loss === null ? null : compact(run.loss)],
    ['speed', run.speed === null ? null : `${compact(run.speed)} ${run.kind === 'agent' ? 'steps/s' : 'images/s'}`],
    ['memory', run.residentBytes === null ? null : bytes(run.residentBytes)],
    ['disk', bytes(run.diskBytes)],
    ['time left', run.secondsLeft === null ? null : duration(run.secondsLeft)],
    ['last row', run.time === null ? null : ago(run.time, Date.now())],
  ];
  return (
    <dl class="facts">
      {facts.map(([name, value]) =>
        value === null ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="number">{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

/** Shares of a run that can be looked at without a pointer. */
const parts = [
  ['the whole run', 0],
  ['its last half', 0.5],
  ['its last tenth', 0.9],
] as const;

function Curves({ run }: { readonly run: RunSummary }) {
  const charts = chartsOf[run.kind];
  const [range, setRange] = useState<Range | undefined>(undefined);
  const { data, error } = useRows(run.id, keysOf(charts), range);
  const choose = (share: number) => setRange(share === 0 ? undefined : { from: run.step * share, to: run.step });
  return (
    <Section title="Curves">
      <div class="row tools">
        <label class="row">
          Show
          <select
            value={range ? '' : '0'}
            onChange={(event) => choose(Number(event.currentTarget.value))}
            aria-label="part of the run"
          >
            {range && (
              <option value="">
                steps {compact(range.from)} to {compact(range.to)}
              </option>
            )}
            {parts.map(([name, share]) => (
              <option key={name} value={share}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <span class="muted">
          Drag over a curve to look at a part of it. Bands: lowest to highest row; of evaluations, 95 % intervals.
        </span>
        {data?.complete === false && <span role="status">Reading all rows; until then a sample is shown.</span>}
      </div>
      {error !== undefined && <p class="notice warning">{error}</p>}
      {data !== undefined && data.unreadable > 0 && (
        <p class="notice warning">Lines that are not valid rows, and were left out: {data.unreadable}.</p>
      )}
      <div class="charts">
        {data &&
          charts.map((chart) => (
            <RunChart key={chart.title} chart={chart} rows={data} onRange={(from, to) => setRange({ from, to })} />
          ))}
      </div>
    </Section>
  );
}

interface RunChartProps {
  readonly chart: ChartKeys;
  readonly rows: Parameters<typeof seriesOf>[0];
  readonly onRange: (from: number, to: number) => void;
}

function RunChart({ chart: { title, lines, format }, rows, onRange }: RunChartProps) {
  const series = useMemo(
    () => lines.flatMap((line, i) => seriesOf(rows, line, lines.length === 1 ? 2 : styles[i]!) ?? []),
    [rows, lines],
  );
  if (series.length === 0) return null;
  return <Chart title={title} x="step" series={series} group="run" onRange={onRange} {...(format && { format })} />;
}

/** Training rows are faint beside what they are summed up to. */
const styles = [6, 2, 1];
