/** Asks the server, again and again while the page is visible. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Buckets, RowGroup, RunRows } from '../../src/dashboard/types.js';

const periodMs = 3000;
/** While the server still reads a large file. */
const incompleteMs = 250;

export interface Polled<T> {
  readonly data: T | undefined;
  /** What went wrong the last time, as a sentence. */
  readonly error: string | undefined;
}

/** @throws Error that says what is wrong, for the reader */
export async function ask<T>(path: string, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, signal ? { signal } : {});
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Error('The server does not answer: was sap-atari dashboard stopped?');
  }
  const body = await response.json();
  if (response.ok) return body;
  throw new Error(String(body.error));
}

/**
 * The newest reply of a request that is repeated.
 * @param key what the request depends on: another one forgets the reply @param request receives the last reply
 */
function usePolled<T>(
  key: string,
  request: (last: T | undefined, signal: AbortSignal) => Promise<T>,
  isComplete: (reply: T) => boolean = () => true,
): Polled<T> {
  const [state, setState] = useState<Polled<T> & { readonly key: string }>({ key, data: undefined, error: undefined });
  const last = useRef<{ readonly key: string; readonly data: T } | undefined>(undefined);
  const latest = useRef(request);
  latest.current = request;
  useEffect(() => {
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const repeat = async () => {
      let wait = periodMs;
      const known = last.current?.key === key ? last.current.data : undefined;
      try {
        const data = await latest.current(known, controller.signal);
        if (controller.signal.aborted) return;
        last.current = { key, data };
        setState({ key, data, error: undefined });
        if (!isComplete(data)) wait = incompleteMs;
      } catch (error) {
        if (controller.signal.aborted) return;
        setState({ key, data: known, error: (error as Error).message });
      }
      timer = setTimeout(start, wait);
    };
    const start = () => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible') void repeat();
    };
    document.addEventListener('visibilitychange', start);
    void repeat();
    return () => {
      controller.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', start);
    };
  }, [key]);
  // Until the effect has run, the state is that of another key.
  return state.key === key ? state : { data: undefined, error: undefined };
}

/** The newest answer of a path. */
export const useAnswer = <T>(path: string, isComplete?: (reply: T) => boolean): Polled<T> =>
  usePolled<T>(path, (_, signal) => ask<T>(path, signal), isComplete);

/** Steps of a run that are shown; undefined: all. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

const address = (id: string, keys: readonly string[], range: Range | undefined): URLSearchParams =>
  new URLSearchParams({
    ...{ id, keys: keys.join() },
    ...(range && { from: String(range.from), to: String(range.to) }),
  });

/** The rows of a run; later only new ones are asked for. */
export function useRows(id: string, keys: readonly string[], range?: Range): Polled<RunRows> {
  const query = address(id, keys, range);
  return usePolled<RunRows>(
    query.toString(),
    async (last, signal) => {
      const more = new URLSearchParams(query);
      for (const [group, buckets] of Object.entries(last?.complete ? last.groups : {})) {
        if (buckets.step.length > 0 && !range)
          more.set(`known-${group}`, `${buckets.bucketRows}x${buckets.step.length}`);
      }
      return merged(last, await ask<RunRows>(`/api/rows?${more}`, signal));
    },
    ({ complete }) => complete,
  );
}

/** The rows that are known, with those that are new. */
function merged(last: RunRows | undefined, fresh: RunRows): RunRows {
  const groups = Object.entries(fresh.groups) as [RowGroup, Buckets][];
  return {
    complete: fresh.complete,
    unreadable: fresh.unreadable,
    groups: Object.fromEntries(groups.map(([group, buckets]) => [group, continued(last?.groups[group], buckets)])),
  };
}

export function continued(known: Buckets | undefined, fresh: Buckets): Buckets {
  if (!known || fresh.first <= known.first || fresh.bucketRows !== known.bucketRows) return fresh;
  const kept = fresh.first - known.first;
  const join = <T>(before: readonly T[] = [], after: readonly T[] = []): T[] => [...before.slice(0, kept), ...after];
  return {
    ...fresh,
    first: known.first,
    step: join(known.step, fresh.step),
    curves: Object.fromEntries(
      Object.entries(fresh.curves).map(([key, { mean, low, high }]) => [
        key,
        {
          mean: join(known.curves[key]?.mean, mean),
          ...(low && high && { low: join(known.curves[key]?.low, low), high: join(known.curves[key]?.high, high) }),
        },
      ]),
    ),
  };
}

/** The rows of several runs. */
export function useManyRows(ids: readonly string[], keys: readonly string[]): Polled<readonly RunRows[]> {
  return usePolled<readonly RunRows[]>(
    JSON.stringify([ids, keys]),
    (_, signal) => Promise.all(ids.map((id) => ask<RunRows>(`/api/rows?${address(id, keys, undefined)}`, signal))),
    (all) => all.every(({ complete }) => complete),
  );
}
