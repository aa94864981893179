/**
 * A worker thread as its process sees it: a service whose methods can be called. onnxruntime computes on the thread that
 * calls it, so only threads make it use several cores.
 */
import { UsageError } from '../../common/errors.js';
import { type CallOptions, creationId, type ErrorMessage, type Request, type Response } from './protocol.js';
import { startThread, type ThreadOptions } from './thread.js';

export interface WorkerThread {
  /** Resolves once the service is created. @throws Error of the creation */
  readonly created: Promise<void>;
  /**
   * Calls a method of the service after the calls before it.
   * @returns its result; undefined when `signal` was aborted and the method returned early or took longer than `graceMs`
   * @throws the error of the method (a UsageError stays one), or an error in one line when the thread is lost
   */
  call(method: string, argument: unknown, options?: CallOptions<never>): Promise<unknown>;
  /** Ends the thread after the kernel in progress and waits until it has ended. Calls in progress fail. */
  end(): Promise<void>;
}

export interface WorkerThreadOptions extends ThreadOptions {
  /** For the error of a lost thread: `a … failed`. */
  readonly name: string;
}

/** Time that an aborted call has to return. After it, the call returns undefined and its result is dropped. */
export const graceMs = 3000;

interface Call {
  readonly onProgress: (progress: never) => void;
  readonly onPart: (part: object) => void;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Starts a thread whose module calls `serve`. */
export function startWorkerThread({ name, ...options }: WorkerThreadOptions): WorkerThread {
  const { worker, end } = startThread(options);
  const calls = new Map<number, Call>();
  let lastId = creationId;
  let lost: string | undefined;

  const loss = () => new Error(`a ${name} failed: ${lost!.trim().split('\n')[0]}`);
  worker.on('error', ({ message }) => {
    lost = message;
  });
  worker.on('exit', (code) => {
    lost ??= `it ended with exit code ${code}`;
    for (const { reject } of calls.values()) reject(loss());
    calls.clear();
  });
  worker.on('message', (response: Response) => {
    const call = calls.get(response.id);
    if (response.kind === 'progress') return call?.onProgress(response.progress as never);
    if (response.kind === 'part') return call?.onPart(response.part);
    calls.delete(response.id);
    if (response.kind === 'result') call?.resolve(response.result);
    else call?.reject(asError(response.error));
  });

  const register = (id: number, { onProgress = () => {}, onPart = () => {} }: CallOptions<never> = {}) =>
    new Promise<unknown>((resolve, reject) => {
      calls.set(id, { onProgress, onPart, resolve, reject });
    });
  const created = register(creationId).then(() => {});
  created.catch(() => {}); // later calls report it too

  return {
    created,
    async call(method, argument, { signal, ...reports } = {}) {
      if (lost !== undefined) throw loss();
      const id = ++lastId;
      const result = register(id, reports);
      const send = (request: Request) => worker.postMessage(request);
      send({ kind: 'call', id, method, argument });
      let grace: NodeJS.Timeout | undefined;
      const abort = () => {
        send({ kind: 'abort', id });
        grace = setTimeout(() => calls.get(id)?.resolve(undefined), graceMs);
      };
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort);
      try {
        return await result;
      } finally {
        clearTimeout(grace);
        signal?.removeEventListener('abort', abort);
      }
    },
    end,
  };
}

const asError = ({ name, message, stack }: ErrorMessage): Error =>
  name === 'UsageError' ? new UsageError(message) : Object.assign(new Error(message), { name, stack });
