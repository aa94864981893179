/** The body of a worker thread: it creates its consoles, then serves requests until it is terminated. */

import { type ConsolePlan, type ConsoleSlot, createConsoleSlot } from './console-slot.js';
import { control, type RequestKind, recordOf, requests, type WorkerResponse, writeError } from './control.js';
import { type TableMemory, type Tables, tablesIn } from './tables.js';

/** What a worker needs, as one message. */
export interface WorkerSetup {
  readonly plan: ConsolePlan;
  readonly tables: TableMemory;
  /** The worker's consoles: `first` up to, but not including, `end`. */
  readonly first: number;
  readonly end: number;
  /** Shared memory, `control.words` words. */
  readonly control: Int32Array;
  /** Shared memory for an error, `errorBytes` bytes. */
  readonly error: Uint8Array;
}

const requestKinds = Object.keys(requests) as RequestKind[];

/** Creates the consoles `first` … `end` − 1. */
export function createSlots(plan: ConsolePlan, tables: Tables, first: number, end: number): ConsoleSlot[] {
  return Array.from({ length: end - first }, (_, i) => createConsoleSlot(plan, first + i, tables));
}

/** Carries out a request on each console. @param onProgress called after each console */
export function runSlots(
  slots: readonly ConsoleSlot[],
  request: RequestKind,
  seed: number | undefined,
  onProgress: () => void = () => {},
): void {
  for (const slot of slots) {
    if (request === 'step') slot.step();
    else slot.reset(seed);
    onProgress();
  }
}

/**
 * Serves requests. Does not return, unless the consoles cannot be created.
 * @param post sends a response to the calling thread
 */
export function serve(setup: WorkerSetup, post: (response: WorkerResponse) => void): void {
  const words = setup.control;
  let slots: ConsoleSlot[];
  try {
    slots = createSlots(setup.plan, tablesIn(setup.tables), setup.first, setup.end);
  } catch (error) {
    post({ kind: 'failed', error: recordOf(error) });
    return;
  }
  const countProgress = () => {
    Atomics.add(words, control.progress, 1);
  };
  post({ kind: 'ready' });
  for (let served = 0; ; ) {
    Atomics.wait(words, control.requestNumber, served);
    const requestNumber = Atomics.load(words, control.requestNumber);
    if (requestNumber === served) continue;
    served = requestNumber;
    // Read before `pending` is decreased: after the last worker has finished, the caller may write the next request.
    const respond = words[control.respond] === 1;
    try {
      const seed = words[control.seed]!;
      runSlots(slots, requestKinds[words[control.request]!]!, seed < 0 ? undefined : seed, countProgress);
    } catch (error) {
      writeError(setup.error, error);
    }
    if (Atomics.sub(words, control.pending, 1) !== 1) continue;
    Atomics.notify(words, control.pending);
    if (respond) post({ kind: 'done' });
  }
}
