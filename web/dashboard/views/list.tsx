/** All runs, filtered and sorted; runs are chosen here to be compared. */
import { useMemo, useState } from 'preact/hooks';
import type { Listing, RunState, RunSummary } from '../../../src/dashboard/types.js';
import { Section } from '../../report/parts.js';
import { ago, bytes, compact } from '../../style/format.js';
import { Films, Progress, ResultsTable, Spark, StateOf, scoreText } from '../parts.js';
import { hrefOf, mostCompared } from '../place.js';

type Key =
  | 'name'
  | 'subject'
  | 'state'
  | 'progress'
  | 'score'
  | 'loss'
  | 'speed'
  | 'residentBytes'
  | 'diskBytes'
  | 'time';

interface Order {
  readonly key: Key;
  readonly descending: boolean;
}

interface Column {
  readonly key: Key;
  readonly title: string;
  readonly right?: boolean;
}

const columns: readonly Column[] = [
  { key: 'name', title: 'Run' },
  { key: 'subject', title: 'Game or data' },
  { key: 'state', title: 'State' },
  { key: 'progress', title: 'Progress' },
  { key: 'score', title: 'Return or accuracy', right: true },
  { key: 'loss', title: 'Loss', right: true },
  { key: 'speed', title: 'Speed', right: true },
  { key: 'residentBytes', title: 'Memory', right: true },
  { key: 'diskBytes', title: 'Disk', right: true },
  { key: 'time', title: 'Last row', right: true },
];

const cellOf = (run: RunSummary, key: Key): string | number | null =>
  key === 'score' ? (run.score?.value ?? null) : run[key];

/** Runs without a value come last in either order. */
function sorted(runs: readonly RunSummary[], { key, descending }: Order): RunSummary[] {
  const sign = descending ? -1 : 1;
  return runs.toSorted((a, b) => {
    const [x, y] = [cellOf(a, key), cellOf(b, key)];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
    if (x === y) return a.name < b.name ? -1 : 1;
    return sign * (typeof x === 'string' ? x.localeCompare(String(y), 'en', { numeric: true }) : x - Number(y));
  });
}

const matches = (run: RunSummary, text: string, state: RunState | ''): boolean =>
  (state === '' || run.state === state) &&
  `${run.name} ${run.subject} ${run.algorithm ?? ''}`.toLowerCase().includes(text.trim().toLowerCase());

export function ListView({ listing }: { readonly listing: Listing }) {
  const { runs, results, films, skipped } = listing;
  const [text, setText] = useState('');
  const [state, setState] = useState<RunState | ''>('');
  const [order, setOrder] = useState<Order>({ key: 'time', descending: true });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const now = Date.now();
  const visible = useMemo(
    () =>
      sorted(
        runs.filter((run) => matches(run, text, state)),
        order,
      ),
    [runs, text, state, order],
  );
  const ids = runs.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const choose = (changed: readonly RunSummary[], isChosen: boolean) => {
    const next = new Set(chosen);
    for (const { id } of changed) isChosen ? next.add(id) : next.delete(id);
    setChosen(next);
  };

  return (
    <>
      <section class="card stack">
        <div class="row">
          <h1>Runs</h1>
          <span class="muted number">{counts(runs)}</span>
        </div>
        <div class="row tools">
          <input
            type="search"
            placeholder="Filter by name, game or data"
            aria-label="filter by name, game or data"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <select
            aria-label="state"
            value={state}
            onChange={(event) => setState(event.currentTarget.value as RunState | '')}
          >
            <option value="">all states</option>
            <option>running</option>
            <option>stopped</option>
            <option>finished</option>
          </select>
          {ids.length > mostCompared ? (
            <span class="notice warning">
              {ids.length} runs are chosen; at most {mostCompared} can be compared at once.
            </span>
          ) : ids.length >= 2 ? (
            <a class="button primary" href={hrefOf({ view: 'compare', ids })}>
              Compare {ids.length} runs
            </a>
          ) : (
            <span class="muted">Choose two or more runs to compare them.</span>
          )}
        </div>
        {runs.length === 0 ? (
          <p class="muted">
            No runs yet: <code>sap-atari train --game Catch</code> starts one, and it appears here.
          </p>
        ) : (
          <div class="cards">
            <table class="runs">
              <thead>
                <tr>
                  <th>
                    <input
                      type="checkbox"
                      aria-label="choose all runs that are shown"
                      checked={visible.length > 0 && visible.every(({ id }) => chosen.has(id))}
                      onChange={(event) => choose(visible, event.currentTarget.checked)}
                    />
                  </th>
                  {columns.map((column) => (
                    <Head key={column.key} column={column} order={order} onOrder={setOrder} />
                  ))}
                </tr>
              </thead>
              <tbody>
                {visible.map((run) => (
                  <Line
                    key={run.id}
                    run={run}
                    now={now}
                    isChosen={chosen.has(run.id)}
                    onChoose={(isChosen) => choose([run], isChosen)}
                  />
                ))}
              </tbody>
            </table>
            {visible.length === 0 && <p class="muted">No run fits the filter.</p>}
          </div>
        )}
      </section>
      {results.length > 0 && (
        <Section title="Evaluations">
          <ResultsTable results={results} now={now} />
        </Section>
      )}
      <Films films={films} />
      {skipped.length > 0 && (
        <Section title="Not shown">
          <ul class="plain muted">
            {skipped.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function counts(runs: readonly RunSummary[]): string {
  const states: readonly RunState[] = ['running', 'stopped', 'finished'];
  const parts = states.map((state) => [runs.filter((run) => run.state === state).length, state] as const);
  return parts
    .filter(([count]) => count > 0)
    .map(([count, state]) => `${count} ${state}`)
    .join(' · ');
}

interface HeadProps {
  readonly column: Column;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
}

function Head({ column: { key, title, right = false }, order, onOrder }: HeadProps) {
  const isSorted = order.key === key;
  return (
    <th class={right ? 'right' : ''} aria-sort={isSorted ? (order.descending ? 'descending' : 'ascending') : 'none'}>
      <button type="button" class="sort" onClick={() => onOrder({ key, descending: isSorted && !order.descending })}>
        {title}
        <span aria-hidden="true">{isSorted ? (order.descending ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  );
}

interface LineProps {
  readonly run: RunSummary;
  readonly now: number;
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
}

function Line({ run, now, isChosen, onChoose }: LineProps) {
  const number = (value: number | null, print: (value: number) => string) => (value === null ? '–' : print(value));
  const unit = run.kind === 'agent' ? 'steps/s' : 'images/s';
  return (
    <tr class={isChosen ? 'chosen' : ''}>
      <td class="choice">
        <input
          type="checkbox"
          aria-label={`choose ${run.name}`}
          checked={isChosen}
          onChange={(event) => onChoose(event.currentTarget.checked)}
        />
      </td>
      <td data-label="Run" class="name">
        <a href={hrefOf({ view: 'run', id: run.id })}>{run.name}</a>
        {run.warnings.length > 0 && (
          <span class="flag" title={run.warnings.join('\n')}>
            ⚠ <span class="visually-hidden">{run.warnings.length} warnings</span>
          </span>
        )}
      </td>
      <td data-label="Game or data">
        <span>
          {run.subject}{' '}
          <span class="muted">
            {[run.algorithm, run.seed === null ? null : `seed ${run.seed}`].filter(Boolean).join(', ')}
          </span>
        </span>
      </td>
      <td data-label="State">
        <StateOf run={run} />
      </td>
      <td data-label="Progress">
        <Progress run={run} />
      </td>
      <td data-label="Return or accuracy" class="right">
        <span class="scored">
          <Spark values={run.scores} />
          <span>
            {run.score === null ? '–' : scoreText(run.score)}
            {run.score?.of === 'training' && <span class="muted"> in training</span>}
          </span>
        </span>
      </td>
      <td data-label="Loss" class="right">
        {number(run.loss, compact)}
      </td>
      <td data-label="Speed" class="right">
        {number(run.speed, (speed) => `${compact(speed)} ${unit}`)}
      </td>
      <td data-label="Memory" class="right">
        {number(run.residentBytes, bytes)}
      </td>
      <td data-label="Disk" class="right">
        {bytes(run.diskBytes)}
      </td>
      <td data-label="Last row" class="right">
        {run.time === null ? '–' : ago(run.time, now)}
      </td>
    </tr>
  );
}
