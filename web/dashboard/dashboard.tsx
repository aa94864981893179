/** The page: one list that is always asked for, and the view that the address names. */
import { useEffect } from 'preact/hooks';
import type { Listing } from '../../src/dashboard/types.js';
import { useAnswer } from './api.js';
import { hrefOf, usePlace } from './place.js';
import { CompareView } from './views/compare.js';
import { ListView } from './views/list.js';
import { ResultsView } from './views/results.js';
import { RunView } from './views/run.js';

export function Dashboard() {
  const place = usePlace();
  const { data: listing, error } = useAnswer<Listing>('/api/runs');
  const title = place.view === 'list' ? 'Runs' : place.view === 'compare' ? 'Comparison' : nameOf(place.id);
  useEffect(() => {
    document.title = `${title} · sap-atari`;
  }, [title]);
  return (
    <>
      <header class="top">
        <a href={hrefOf({ view: 'list' })} class="brand">
          sap-atari <span class="muted">dashboard</span>
        </a>
        <span class="muted folders">{listing?.folders.join(', ')}</span>
      </header>
      <main class="stack">
        {error !== undefined && (
          <p class="notice warning" role="status">
            {error}
          </p>
        )}
        {!listing && error === undefined && <p class="muted">Reading the folders…</p>}
        {listing && place.view === 'list' && <ListView listing={listing} />}
        {place.view === 'run' && (
          <RunView
            key={place.id}
            id={place.id}
            known={listing?.runs.find(({ id }) => id === place.id)}
            folders={listing?.folders ?? []}
          />
        )}
        {place.view === 'results' && <ResultsView key={place.id} id={place.id} />}
        {listing && place.view === 'compare' && <CompareView ids={place.ids} runs={listing.runs} />}
      </main>
    </>
  );
}

const nameOf = (id: string): string => id.split('/').slice(1).join('/') || 'Run';
