/** Small parts that several views show. */
import { useState } from 'preact/hooks';
import type { FilmSummary, ResultsSummary, RunState, RunSummary, Score } from '../../src/dashboard/types.js';
import { Section } from '../report/parts.js';
import { ago, compact, duration, percent } from '../style/format.js';
import { hrefOf } from './place.js';

const signs: Readonly<Record<RunState | ResultsSummary['state'], string>> = {
  ...{ running: '●', stopped: '■', finished: '✓', complete: '✓', unfinished: '■' },
};

/** A state by sign and word, not by color alone. */
export const State = ({ state }: { readonly state: RunState | ResultsSummary['state'] }) => (
  <span class={`state ${state}`}>
    <span aria-hidden="true">{signs[state]}</span> {state}
  </span>
);

/** A run that waits for its turn, as later seeds of a training do, has no row yet. */
export const StateOf = ({ run: { state, time } }: { readonly run: RunSummary }) =>
  state === 'stopped' && time === null ? (
    <span class="state stopped">
      <span aria-hidden="true">○</span> not started
    </span>
  ) : (
    <State state={state} />
  );

const sparkSize = { width: 64, height: 18 };

/** A small curve of the newest values. */
export function Spark({ values }: { readonly values: readonly number[] }) {
  if (values.length < 2) return null;
  const { width, height } = sparkSize;
  const [least, largest] = [Math.min(...values), Math.max(...values)];
  const at = (value: number, i: number): readonly [number, number] => [
    (i * (width - 4)) / (values.length - 1) + 2,
    height - 3 - ((value - least) * (height - 6)) / (largest - least || 1),
  ];
  const [x, y] = at(values.at(-1)!, values.length - 1);
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} {...sparkSize} aria-hidden="true">
      <polyline
        points={values
          .map((value, i) =>
            at(value, i)
              .map((place) => place.toFixed(1))
              .join(),
          )
          .join(' ')}
      />
      <circle cx={x} cy={y} r="2" />
    </svg>
  );
}

export const Progress = ({ run }: { readonly run: RunSummary }) => (
  <span class="progress">
    {run.progress !== null && (
      <>
        <progress value={run.progress} aria-label={`progress of ${run.name}`} />
        <span class="number">{percent(run.progress)}</span>
      </>
    )}
    {run.secondsLeft !== null && <span class="muted">{duration(run.secondsLeft)} left</span>}
  </span>
);

/** `19.60 [19.0, 20.0]` */
export const scoreText = ({ value, low, high }: Score): string =>
  `${compact(value)}${low !== null && high !== null ? ` [${compact(low)}, ${compact(high)}]` : ''}`;

export function Warnings({ warnings }: { readonly warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <section class="notice warning" aria-label="warnings">
      <ul class="plain">
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </section>
  );
}

export function Films({ films }: { readonly films: readonly FilmSummary[] }) {
  if (films.length === 0) return null;
  return (
    <Section title="Films">
      <div class="films">
        {films.map((film) => (
          <Film key={film.id} film={film} />
        ))}
      </div>
    </Section>
  );
}

/** Pictures that move begin to do so only on demand where the reader prefers no motion. */
function Film({ film: { id, name, type } }: { readonly film: FilmSummary }) {
  const [isShown, show] = useState(!matchMedia('(prefers-reduced-motion: reduce)').matches);
  const address = `/api/film?${new URLSearchParams({ id })}`;
  return (
    <figure class="film">
      {type.startsWith('video/') ? (
        <video src={address} controls loop muted preload="metadata" aria-label={`film ${name}`} />
      ) : isShown ? (
        <img src={address} alt={`film ${name}`} loading="lazy" />
      ) : (
        <button type="button" class="button" onClick={() => show(true)}>
          Show the film
        </button>
      )}
      <figcaption class="muted">
        <a href={address}>{name}</a>
      </figcaption>
    </figure>
  );
}

export function ResultsTable({ results, now }: { readonly results: readonly ResultsSummary[]; readonly now: number }) {
  if (results.length === 0) return null;
  return (
    <div class="cards">
      <table>
        <thead>
          <tr>
            <th>Folder</th>
            <th>Kind</th>
            <th>State</th>
            <th>About</th>
            <th>Written</th>
          </tr>
        </thead>
        <tbody>
          {results.map(({ id, name, kind, state, about, time }) => (
            <tr key={id}>
              <td data-label="Folder" class="name">
                <a href={hrefOf({ view: 'results', id })}>{name}</a>
              </td>
              <td data-label="Kind">{kind}</td>
              <td data-label="State">
                <State state={state} />
              </td>
              <td data-label="About" class="about">
                {about}
              </td>
              <td data-label="Written">{ago(time, now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
