/**
 * Worker threads that only end themselves (docs/decisions/0012-ending-threads.md). Ending a thread from outside while it is
 * inside onnxruntime aborts the whole process. So a thread receives an `end` request, handles it between two kernels and
 * exits. When the process exits, it sends this request to all threads and waits for them.
 */
import { type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Request } from './protocol.js';

export interface Thread {
  readonly worker: Worker;
  /** Ends the thread after the kernel in progress and waits until it has ended. Unfinished work is dropped. */
  end(): Promise<void>;
}

export interface ThreadOptions {
  /** The module of the thread, which calls `serve`. */
  readonly file: URL;
  /** Plain data for the thread. */
  readonly data: unknown;
  /** Makes a thread that is blocked on another thread return to its event loop. */
  readonly unblock?: () => void;
}

/** The `workerData` of a thread. */
interface StartData {
  /** 1 once the thread runs no JavaScript or native code any more. */
  readonly ended: Int32Array;
  readonly data: unknown;
  /** URL of the thread's module. */
  readonly entry: string;
}

/** Starts the thread's module when it is TypeScript that was not compiled (tests, benches). Node starts no thread from a .ts file. */
const sourceThread = import.meta.url.endsWith('.ts')
  ? new URL('../../../scripts/source-thread.mjs', import.meta.url)
  : undefined;

interface RunningThread {
  readonly worker: Worker;
  readonly ended: Int32Array;
  readonly unblock: () => void;
}

const endRequest: Request = { kind: 'end' };

/** Longest time that the exit of the process waits for the kernels in progress. */
const exitGraceMs = 30_000;

const running = new Set<RunningThread>();

/** Node ends threads from outside when the process exits. This listener lets them end themselves first. */
function endAll(): void {
  for (const { worker, unblock } of running) {
    worker.postMessage(endRequest);
    unblock();
  }
  const deadline = performance.now() + exitGraceMs;
  for (const { ended } of running) Atomics.wait(ended, 0, 0, Math.max(0, deadline - performance.now()));
}

/** Starts a thread whose module calls `openThread`. */
export function startThread({ file, data, unblock = () => {} }: ThreadOptions): Thread {
  const ended = new Int32Array(new SharedArrayBuffer(4));
  // The flags of this process (loaders, --input-type) do not apply to a plain module.
  const start: StartData = { ended, data, entry: file.href };
  const worker = new Worker(sourceThread ?? file, { workerData: start, execArgv: [] });
  const thread = { worker, ended, unblock };
  // One listener for all threads, since Node warns about many listeners.
  if (running.size === 0) process.on('exit', endAll);
  running.add(thread);
  const exited = new Promise<void>((resolve) => {
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
      await exited;
    },
  };
}

/** Called once, first, by the module of a thread. @returns its message port and the data it was started with */
export function openThread<Data>(): { readonly port: MessagePort; readonly data: Data } {
  const { ended, data } = workerData as StartData;
  const port = parentPort!;
  process.on('exit', () => {
    Atomics.store(ended, 0, 1);
    Atomics.notify(ended, 0);
  });
  port.on('message', ({ kind }: Request) => {
    if (kind === 'end') process.exit();
  });
  return { port, data: data as Data };
}
