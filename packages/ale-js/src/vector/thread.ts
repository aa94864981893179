/** A worker thread as the vector environment uses it: the same in Node and in browsers. */
import type { WorkerResponse } from './control.js';
import type { WorkerSetup } from './worker.js';

export interface Thread {
  /** Sends the setup. Called once. */
  start(setup: WorkerSetup): void;
  onResponse(listener: (response: WorkerResponse) => void): void;
  /** Calls the listener when the worker has ended, or could not be started. */
  onFailure(listener: (reason: string) => void): void;
  /**
   * Returns false once the worker has ended. Also works for a blocked caller, which receives no events. Always true in browsers,
   * which do not report it.
   */
  isAlive(): boolean;
  /** Sets whether the process stays alive because of this thread. */
  keepProcessAlive(wanted: boolean): void;
  terminate(): Promise<void>;
}

export type Spawn = () => Thread;
