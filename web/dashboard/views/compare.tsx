/** Several runs beside each other: one key of their rows, and what differs in their configs. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { groupBy } from '../../../src/common/group-by.js';
import type { ConfigDifference, RunSummary, SeedCurve } from '../../../src/dashboard/types.js';
import { Chart } from '../../charts/chart.js';
import type { Series } from '../../charts/series.js';
import { Scrolled, Section } from '../../report/parts.js';
import { compact } from '../../style/format.js';
import { ask, useAnswer, useManyRows } from '../api.js';
import { chartsOf, type LineKey, seriesOf } from '../curves.js';
import { StateOf, scoreText } from '../parts.js';
import { hrefOf } from '../place.js';

export function CompareView({ ids, runs }: { readonly ids: readonly string[]; readonly runs: readonly RunSummary[] }) {
  const compared = ids.flatMap((id) => runs.find((run) => run.id === id) ?? []);
  const kind = compared[0]?.kind ?? 'agent';
  const lines = chartsOf[kind].flatMap((chart) =>
    chart.lines.map((line) => ({ ...line, title: chart.title, format: chart.format })),
  );
  const [chosen, setChosen] = useState(lines.find(({ key }) => key === 'train/recentReturn')?.key ?? lines[0]!.key);
  const line = lines.find(({ key }) => key === chosen) ?? lines[0]!;
  const [bySeeds, setBySeeds] = useState(false);
  const groups = experiments(compared);
  const hasSeeds = groups.some((group) => group.length > 1);
  const missing = ids.length - compared.length;
  if (compared.length === 0) return <p class="notice">None of these runs is there (any more).</p>;
  return (
    <>
      <h1>Comparison of {compared.length} runs</h1>
      {missing > 0 && (
        <p class="notice warning">
          {missing} of {ids.length} runs cannot be found any more.
        </p>
      )}
      <Section title="Curves">
        <div class="row tools">
          <label class="row">
            Show
            <select value={line.key} onChange={(event) => setChosen(event.currentTarget.value)}>
              {lines.map(({ key, title, label }) => (
                <option key={key} value={key}>
                  {title === label ? title : `${title}: ${label}`}
                </option>
              ))}
            </select>
          </label>
          <label class="row">
            <input
              type="checkbox"
              checked={bySeeds && hasSeeds}
              disabled={!hasSeeds}
              onChange={(event) => setBySeeds(event.currentTarget.checked)}
            />
            mean and 95 % interval over training seeds
          </label>
          {!hasSeeds && <span class="muted">No two of these runs differ by their seeds alone.</span>}
        </div>
        {bySeeds && hasSeeds ? <SeedChart groups={groups} line={line} /> : <RunsChart runs={compared} line={line} />}
      </Section>
      <Differences runs={compared} />
    </>
  );
}

/** Runs that differ by their seeds alone. */
const experiments = (runs: readonly RunSummary[]): RunSummary[][] => [
  ...groupBy(runs, ({ experiment }) => experiment).values(),
];

type Chosen = LineKey & { readonly title: string; readonly format?: ((value: number) => string) | undefined };

interface LineProps {
  readonly line: Chosen;
}

function RunsChart({ runs, line }: LineProps & { readonly runs: readonly RunSummary[] }) {
  const ids = runs.map(({ id }) => id);
  const { data, error } = useManyRows(ids, [line.key, ...(line.interval ?? [])]);
  const series = useMemo(
    () => data?.flatMap((rows, i) => seriesOf(rows, { ...line, label: runs[i]!.name }, i + 1) ?? []) ?? [],
    [data, line.key, ids.join()],
  );
  return <Curves line={line} series={series} error={error} />;
}

const periodMs = 3000;

function SeedChart({ groups, line }: LineProps & { readonly groups: readonly (readonly RunSummary[])[] }) {
  const [state, setState] = useState<{ readonly series: readonly Series[]; readonly error?: string }>({ series: [] });
  const ids = JSON.stringify(groups.map((group) => group.map(({ id }) => id)));
  useEffect(() => {
    const controller = new AbortController();
    const update = async () => {
      if (document.visibilityState !== 'visible') return;
      try {
        const series = await Promise.all(
          groups.map((group, i) => seedSeries(group, line.key, i + 1, controller.signal)),
        );
        setState({ series });
      } catch (error) {
        if (!controller.signal.aborted) setState((last) => ({ ...last, error: (error as Error).message }));
      }
    };
    void update();
    const timer = setInterval(update, periodMs);
    return () => {
      controller.abort();
      clearInterval(timer);
    };
  }, [ids, line.key]);
  return <Curves line={line} series={state.series} error={state.error} />;
}

async function seedSeries(
  group: readonly RunSummary[],
  key: string,
  style: number,
  signal: AbortSignal,
): Promise<Series> {
  const query = new URLSearchParams([['keys', key], ...group.map(({ id }) => ['id', id] as [string, string])]);
  const { step, mean, low, high } = await ask<SeedCurve>(`/api/seeds?${query}`, signal);
  const seeds = group.map(({ seed }) => seed).join(', ');
  return {
    label: `${group[0]!.subject}, ${group.length > 1 ? 'seeds' : 'seed'} ${seeds}`,
    x: step,
    y: mean,
    low,
    high,
    style,
  };
}

function Curves({
  line,
  series,
  error,
}: LineProps & { readonly series: readonly Series[]; readonly error?: string | undefined }) {
  if (error !== undefined && series.length === 0) return <p class="notice warning">{error}</p>;
  if (series.length === 0) return <p class="muted">No rows with this value yet.</p>;
  const title = `${line.title}: ${line.label}`;
  return <Chart title={title} x="step" series={series} height={340} {...(line.format && { format: line.format })} />;
}

function Differences({ runs }: { readonly runs: readonly RunSummary[] }) {
  const query = new URLSearchParams(runs.map(({ id }) => ['id', id]));
  const { data } = useAnswer<readonly ConfigDifference[]>(`/api/differences?${query}`);
  return (
    <Section title="What differs">
      <Scrolled label="differences of the runs">
        <table class="differences">
          <thead>
            <tr>
              <th scope="col">key</th>
              {runs.map(({ id, name }) => (
                <th key={id} scope="col">
                  <a href={hrefOf({ view: 'run', id })}>{name}</a>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">state</th>
              {runs.map((run) => (
                <td key={run.id}>
                  <StateOf run={run} />
                </td>
              ))}
            </tr>
            <tr>
              <th scope="row">step</th>
              {runs.map(({ id, step }) => (
                <td key={id} class="number">
                  {compact(step)}
                </td>
              ))}
            </tr>
            <tr>
              <th scope="row">return or accuracy</th>
              {runs.map(({ id, score }) => (
                <td key={id} class="number">
                  {score ? scoreText(score) : '–'}
                </td>
              ))}
            </tr>
            {data?.map(([key, values]) => (
              <tr key={key}>
                <th scope="row">{key}</th>
                {runs.map(({ id }, i) => (
                  <td key={id}>{values[i]?.replace(/^"(.*)"$/, '$1') ?? '–'}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolled>
      {data?.length === 0 && <p class="muted">The configs are equal.</p>}
    </Section>
  );
}
