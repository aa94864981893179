/** The routes of the dashboard. All of them only read, below the given folders. */
import { dirname, join } from 'node:path';
import { UsageError } from '../common/errors.js';
import { NotFound, type Routes } from '../server/routes.js';
import { warningsName } from '../storage/runs/names.js';
import type { WarningRow } from '../storage/runs/warnings.js';
import { contentsOf, type Entry, filmType, openRoots, pathOf } from './contents.js';
import { idOf, keysByGroup, knownOf, numberOf, oneKey, pointsOf, rowFiles, runIds } from './query.js';
import { createResultsReader, detailResults, summarizeResults } from './results/results.js';
import { acrossSeeds } from './rows/across-seeds.js';
import { bucketsOf } from './rows/downsample.js';
import { createRowStore } from './rows/store.js';
import { lastRows, type Row } from './rows/tail.js';
import { diskUsage } from './runs/disk-usage.js';
import { createRunReader } from './runs/files.js';
import { summarize } from './runs/summary.js';
import type {
  Buckets,
  ConfigDifference,
  FilmSummary,
  Listing,
  ResultsDetails,
  ResultsSummary,
  RowGroup,
  RunDetails,
  RunRows,
  RunSummary,
  SeedCurve,
} from './types.js';

/** Of the log of a run. */
const mostWarnings = 100;

const warningOf = ({ time, warning }: Row): WarningRow[] =>
  typeof time === 'string' && typeof warning === 'string' ? [{ time, warning }] : [];

/**
 * The routes for these folders. Ids are those of `/api/runs`.
 * @param slowMs a list that takes longer is shared
 * @throws UsageError for what is no folder
 */
export function dashboardRoutes(folders: readonly string[], slowMs = 300): Routes {
  const roots = openRoots(folders);
  const readRun = createRunReader();
  const readResults = createResultsReader();
  const bytesOf = diskUsage();
  const store = createRowStore();

  const entry = (id: string): Entry => {
    const path = pathOf(roots, id);
    return { id, path, name: id.split('/').slice(1).join('/') || roots[Number(id)]!.given };
  };
  const runOf = (at: Entry): RunSummary => summarize(at, readRun(at.path), bytesOf(at.path));
  const resultsOf = (at: Entry): ResultsSummary => summarizeResults(at, readResults(at.path));
  const filmOf = ({ id, name }: Entry): FilmSummary => ({ id, name, type: filmType(name)! });

  let last: { readonly listing: Listing; readonly until: number } | undefined;

  /** Of thousands of runs it takes seconds: then several pages share one, so that half of the time is left for other requests. */
  function listing(): Listing {
    const begin = performance.now();
    if (last && begin < last.until) return last.listing;
    const found = newListing();
    const took = performance.now() - begin;
    last = { listing: found, until: took > slowMs ? performance.now() + took : 0 };
    return found;
  }

  function newListing(): Listing {
    const { runs, results, films, skipped } = contentsOf(roots);
    const problems = [...skipped];
    // A folder may disappear or change while it is read: then it is left out this time.
    const known =
      <T>(read: (at: Entry) => T) =>
      (at: Entry): T[] => {
        try {
          return [read(at)];
        } catch (error) {
          problems.push(error instanceof UsageError ? error.message : `${at.name} cannot be read now`);
          return [];
        }
      };
    return {
      folders,
      runs: runs.flatMap(known(runOf)),
      results: results.flatMap(known(resultsOf)),
      films: films.map(filmOf),
      skipped: problems,
    };
  }

  function details(at: Entry): RunDetails {
    const { record } = readRun(at.path);
    const { results, films } = contentsOf(roots, at);
    return {
      summary: runOf(at),
      config: record.config,
      changes: record.changes,
      log: lastRows(join(at.path, warningsName)).flatMap(warningOf).slice(-mostWarnings),
      films: films.map(filmOf),
      results: results.map(resultsOf),
    };
  }

  /** The columns of a run that these keys name, such as `train/loss`, by group. */
  async function rowsOf(at: Entry, query: URLSearchParams): Promise<RunRows> {
    const groups: Partial<Record<RowGroup, Buckets>> = {};
    let allComplete = true;
    let unreadable = 0;
    for (const [group, keys] of keysByGroup(query)) {
      const { columns, complete } = await store.get(join(at.path, rowFiles[group]));
      allComplete &&= complete;
      unreadable += columns.unreadable;
      const steps = columns.values.get('step') ?? new Float64Array(0);
      const chosen = keys.flatMap((key) => {
        const values = columns.values.get(key);
        return values ? [[key, values] as const] : [];
      });
      groups[group] = bucketsOf(steps, Object.fromEntries(chosen), {
        most: pointsOf(query),
        from: numberOf(query, 'from'),
        to: numberOf(query, 'to'),
        known: complete ? knownOf(query, group) : undefined,
      });
    }
    return { groups, complete: allComplete, unreadable };
  }

  async function seedCurve(query: URLSearchParams): Promise<SeedCurve & { readonly complete: boolean }> {
    const { group, key } = oneKey(query);
    const all = await Promise.all(
      runIds(query).map(async (id) => {
        const { columns, complete } = await store.get(join(entry(id).path, rowFiles[group]));
        const steps = columns.values.get('step') ?? new Float64Array(0);
        return { steps, values: columns.values.get(key) ?? new Float64Array(steps.length).fill(Number.NaN), complete };
      }),
    );
    return { ...acrossSeeds(all, pointsOf(query)), complete: all.every(({ complete }) => complete) };
  }

  async function resultsDetails(at: Entry): Promise<ResultsDetails> {
    const { films } = contentsOf(roots, at);
    return detailResults(at.path, resultsOf(at), films.map(filmOf));
  }

  function differencesOf(ids: readonly string[]): ConfigDifference[] {
    const configs = ids.map((id) => readRun(entry(id).path).record.config);
    const keys = [...new Set(configs.flatMap((config) => Object.keys(config)))];
    return keys.flatMap((key): ConfigDifference[] => {
      const values = configs.map((config) => (Object.hasOwn(config, key) ? JSON.stringify(config[key]) : null));
      return new Set(values).size > 1 ? [[key, values]] : [];
    });
  }

  const film = (id: string) => {
    const path = pathOf(roots, id);
    const type = filmType(path);
    if (type === undefined || dirname(path) === path) throw new NotFound(`${JSON.stringify(id)} is not a film`);
    return { file: path, type };
  };

  return {
    '/api/runs': () => ({ json: listing() }),
    '/api/run': (query) => ({ json: details(entry(idOf(query))) }),
    '/api/rows': async (query) => ({ json: await rowsOf(entry(idOf(query)), query) }),
    '/api/seeds': async (query) => ({ json: await seedCurve(query) }),
    '/api/differences': (query) => ({ json: differencesOf(runIds(query)) }),
    '/api/results': async (query) => ({ json: await resultsDetails(entry(idOf(query))) }),
    '/api/film': (query) => film(idOf(query)),
  };
}
