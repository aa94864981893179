/**
 * Worker threads that only end themselves (docs/decisions/0012-ending-threads.md). A thread that is ended from outside while
 * it is inside onnxruntime aborts the whole process. So a thread is asked to end by a message, hears it between two kernels,
 * and then leaves. The end of the process asks all threads, and waits for them, too.
 */
import { parentPort, Worker, workerData } from 'node:worker_threads';

export interface Thread {
  readonly worker: Worker;
  /** Asks the thread to end after the kernel in progress, and waits until it has. Work that is not done is dropped. */
  end(): Promise<void>;
}

export interface ThreadOptions {
  /** The thread's module, compiled: it calls `openThread`. */
  readonly file: URL;
  /** Plain data for the thread. */
  readonly data: unknown;
  /** Makes the thread return to its messages when it waits for another thread. */
  readonly unblock?: () => void;
}

/** What a thread is started with. */
interface Start {
  /** 1 once the thread runs no JavaScript or native code any more. */
  readonly ended: Int32Array;
  readonly data: unknown;
}

const endRequest = 'end';

/** Longest time that the end of the process waits for one kernel. */
const graceMs = 30_000;

/** Threads that have not ended. */
const running = new Set<{ readonly worker: Worker; readonly ended: Int32Array; readonly unblock: () => void }>();

/** Also `process.exit` ends threads from outside. */
function endAll(): void {
  for (const { worker, unblock } of running) {
    worker.postMessage(endRequest);
    unblock();
  }
  const patience = performance.now() + graceMs;
  for (const { ended } of running) Atomics.wait(ended, 0, 0, Math.max(0, patience - performance.now()));
}

export function startThread({ file, data, unblock = () => {} }: ThreadOptions): Thread {
  const ended = new Int32Array(new SharedArrayBuffer(4));
  // The flags of this process (loaders, --input-type) are not for a plain module.
  const worker = new Worker(file, { workerData: { ended, data } satisfies Start, execArgv: [] });
  const thread = { worker, ended, unblock };
  // One listener for all, since many would be taken for a leak.
  if (running.size === 0) process.on('exit', endAll);
  running.add(thread);
  const gone = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      running.delete(thread);
      if (running.size === 0) process.off('exit', endAll);
      resolve();
    });
  });
  return {
    worker,
    async end() {
      worker.postMessage(endRequest);
      await gone;
    },
  };
}

/** Called first by the module of a thread. → its messages, and what it was started with */
export function openThread<Data>(): { readonly port: NonNullable<typeof parentPort>; readonly data: Data } {
  const { ended, data } = workerData as Start;
  const port = parentPort!;
  process.on('exit', () => {
    Atomics.store(ended, 0, 1);
    Atomics.notify(ended, 0);
  });
  port.on('message', (message: unknown) => {
    if (message === endRequest) process.exit();
  });
  return { port, data: data as Data };
}
