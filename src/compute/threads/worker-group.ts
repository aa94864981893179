/** A worker group: threads with the same service that carry out every call together. Idle threads sleep. */
import type { Service } from './protocol.js';
import { startWorkerThread, type WorkerThreadOptions } from './worker-thread.js';

export interface WorkerGroupOptions<Data> extends Pick<WorkerThreadOptions, 'file' | 'name' | 'unblock'> {
  /** Plain data for each thread, from which it creates its service. */
  readonly data: readonly Data[];
}

export interface WorkerGroup<Methods> {
  /** Calls a method in every thread, waits until all have returned, and returns their results in the order of `data`. */
  call<Method extends keyof Methods & string>(
    method: Method,
    argument: Argument<Methods, Method>,
  ): Promise<Result<Methods, Method>[]>;
  /** Waits for the calls in progress, disposes of the services and ends the threads. */
  dispose(): Promise<void>;
}

type Argument<Methods, Method extends keyof Methods> = Methods[Method] extends (argument: infer A) => unknown
  ? A
  : undefined;

type Result<Methods, Method extends keyof Methods> = Methods[Method] extends (...rest: never[]) => infer Value
  ? Awaited<Value>
  : never;

/**
 * Starts one thread for each item of `data`.
 * @throws Error of the first thread that fails, here and from every later call; the other threads are ended then
 */
export async function startWorkerGroup<Data, Methods extends Service<Methods> & { dispose(): Promise<void> }>({
  data,
  unblock = () => {},
  ...options
}: WorkerGroupOptions<Data>): Promise<WorkerGroup<Methods>> {
  const threads = data.map((each) => startWorkerThread({ ...options, unblock, data: each }));
  let failure: Error | undefined;

  async function endAll(): Promise<void> {
    unblock();
    await Promise.all(
      threads.map(async (thread) => {
        await thread.call('dispose', undefined).catch(() => {});
        await thread.end();
      }),
    );
  }

  async function allOf<Each>(work: readonly Promise<Each>[]): Promise<Each[]> {
    try {
      return await Promise.all(work);
    } catch (error) {
      failure ??= error as Error;
      await endAll();
      throw failure;
    }
  }

  await allOf(threads.map(({ created }) => created));
  return {
    async call(method, argument) {
      if (failure) throw failure;
      return (await allOf(threads.map((thread) => thread.call(method, argument)))) as Result<Methods, typeof method>[];
    },
    dispose: endAll,
  };
}
