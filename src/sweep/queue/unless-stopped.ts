/** Waiting for a server that may be gone: a worker that stops does not wait for it. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The result of work; undefined where it is not there `graceMs` after `signal` was aborted.
 * @throws what the work throws until then; nobody hears of it later
 */
export async function unlessStopped<T>(work: Promise<T>, signal: AbortSignal, graceMs = 0): Promise<T | undefined> {
  const end = new AbortController();
  const ignore = () => {};
  const stopped = signal.aborted ? Promise.resolve() : once(signal, 'abort', { signal: end.signal }).catch(ignore);
  const waited = stopped.then(() =>
    graceMs === 0 ? undefined : sleep(graceMs, undefined, { ref: false, signal: end.signal }).catch(ignore),
  );
  try {
    return (await Promise.race([work, waited])) as T | undefined;
  } finally {
    end.abort();
  }
}
