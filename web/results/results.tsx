/** The published results: a list of evaluations, and the report of the one that the address names. */
import { useEffect, useState } from 'preact/hooks';
import type { ResultsDetails } from '../../src/dashboard/types.js';
import { Report } from '../report/report.js';

/** An evaluation in the list: `data/<file>` holds its report. */
export interface Published {
  readonly name: string;
  readonly kind: string;
  readonly about: string;
  readonly file: string;
}

/** Loads a file of the site. @returns what went wrong, as a sentence */
function useFile<T>(address: string | undefined): { readonly data?: T; readonly error?: string } {
  const [loaded, setLoaded] = useState<{ readonly address?: string; readonly data?: T; readonly error?: string }>({});
  useEffect(() => {
    if (address === undefined) return;
    const controller = new AbortController();
    fetch(address, { signal: controller.signal })
      .then(async (response) => {
        if (!response.ok) throw new Error(`the server answered ${response.status}`);
        setLoaded({ address, data: await response.json() });
      })
      .catch((error: Error) => {
        if (!controller.signal.aborted) setLoaded({ address, error: `Cannot load ${address}: ${error.message}` });
      });
    return () => controller.abort();
  }, [address]);
  return loaded.address === address ? loaded : {};
}

function useHash(): string {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => setHash(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return decodeURIComponent(hash.replace(/^#\/?/, ''));
}

export function Results() {
  const { data: list, error } = useFile<readonly Published[]>('data/index.json');
  const name = useHash();
  const chosen = list?.find((each) => each.name === name) ?? list?.[0];
  const report = useFile<ResultsDetails>(chosen && `data/${chosen.file}`);
  const problem = error ?? report.error;
  return (
    <>
      <header class="top">
        <strong>Published results</strong>
      </header>
      <main class="stack">
        {problem !== undefined && (
          <p class="notice warning" role="status">
            {problem}
          </p>
        )}
        <nav class="row" aria-label="evaluations">
          {list?.map((each) => (
            <a
              key={each.name}
              class="button"
              href={`#/${encodeURIComponent(each.name)}`}
              aria-current={each === chosen ? 'page' : undefined}
            >
              {each.name}
            </a>
          ))}
        </nav>
        {chosen && (
          <div>
            <h1>{chosen.name}</h1>
            <p class="muted">
              {chosen.kind}: {chosen.about}
            </p>
          </div>
        )}
        {report.data && <Report {...report.data} />}
      </main>
    </>
  );
}
