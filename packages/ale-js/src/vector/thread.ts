/** A worker as the vector environment sees it: the same in Node and in browsers. */
import type { WorkerMessage } from './control.js';
import type { WorkerSetup } from './worker.js';

export interface Thread {
  /** Called once, with the first message out. */
  start(setup: WorkerSetup): void;
  onMessage(listener: (message: WorkerMessage) => void): void;
  /** The worker died, or could not be started. */
  onFailure(listener: (reason: string) => void): void;
  /**
   * False once the worker has died, also for a caller that blocks and therefore hears no failure. True where the platform
   * does not tell.
   */
  isAlive(): boolean;
  /** Whether the process has to stay alive for it. */
  hold(wanted: boolean): void;
  terminate(): Promise<void>;
}

export type Spawn = () => Thread;
