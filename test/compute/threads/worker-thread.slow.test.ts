import { afterEach, describe, expect, it, vi } from 'vitest';
import { isInternal, UsageError } from '../../../src/common/errors.js';
import { graceMs, startWorkerThread, type WorkerThread } from '../../../src/compute/threads/worker-thread.js';

const threads: WorkerThread[] = [];
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(threads.splice(0).map((thread) => thread.end()));
});

function start(data: object = {}): WorkerThread {
  const file = new URL('../../helpers/toy-service.mjs', import.meta.url);
  const thread = startWorkerThread({ file, data, name: 'toy thread' });
  threads.push(thread);
  return thread;
}

describe('startWorkerThread', () => {
  it('calls methods in the order of the requests and returns the result of each', async () => {
    const thread = start();
    await thread.created;
    const names = ['a', 'b', 'c'];
    const results = await Promise.all(names.map((name) => thread.call('note', name)));
    expect(results).toEqual([['a'], ['a', 'b'], ['a', 'b', 'c']]);
  });

  it('reports the progress of each call, and drops what comes within the same fifth of a second', async () => {
    const thread = start();
    const progress: string[] = [];
    const onProgress = (text: string) => progress.push(text);
    await Promise.all(['a', 'b'].map((name) => thread.call('note', name, { onProgress })));
    expect(progress).toEqual(['begin a', 'begin b']);
  });

  it.each(['before the call', 'during the call'])(
    'aborts a call and no other when its signal is aborted %s',
    async (when) => {
      const thread = start();
      const controller = new AbortController();
      if (when === 'before the call') controller.abort();
      const aborted = thread.call('untilAborted', null, { signal: controller.signal });
      const next = thread.call('note', 'next');
      controller.abort();
      expect(await aborted).toBeUndefined();
      expect(await next).toEqual(['next']);
    },
  );

  it('returns undefined from an aborted call after the grace period, and drops its result', async () => {
    const thread = start();
    await thread.created;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const late = thread.call('sleep', 300, { signal: AbortSignal.abort() });
    vi.advanceTimersByTime(graceMs);
    expect(await late).toBeUndefined();
    expect(await thread.call('note', 'next')).toEqual(['next']);
  });

  it('rethrows errors of a method: usage errors as such, errors of the language by name and stack', async () => {
    const thread = start();
    await expect(thread.call('fail', 'usage')).rejects.toEqual(new UsageError('expected a number, got "x"'));
    const error = await thread.call('fail', 'other').catch((error: unknown) => error);
    expect(error).toMatchObject({ name: 'TypeError', stack: expect.stringContaining('toy-service.mjs') });
    expect(isInternal(error)).toBe(true);
    expect(await thread.call('note', 'next')).toEqual(['next']);
  });

  it('reports a failed creation at once and from every call', async () => {
    const thread = start({ refuses: true });
    const error = new UsageError('expected no refusal, got one');
    await expect(thread.created).rejects.toEqual(error);
    await expect(thread.call('note', 'a')).rejects.toEqual(error);
  });

  it('fails the calls in progress, and later ones, when the thread ends', async () => {
    const thread = start();
    const call = thread.call('untilAborted', null);
    const line = 'a toy thread failed: it ended with exit code 0';
    const failed = expect(call).rejects.toThrow(line);
    await thread.end();
    await failed;
    await expect(thread.call('note', 'a')).rejects.toThrow(line);
  });
});
