/** The life of a worker: build its consoles, then wait for a turn, play it, say so, until it is terminated. */

import { createLane, type Lane, type LanePlan } from './console-slot.js';
import { type Command, commands, control, recordOf, type WorkerMessage, writeError } from './control.js';
import { type TableMemory, type Tables, tablesIn } from './tables.js';

export interface WorkerSetup {
  readonly plan: LanePlan;
  readonly tables: TableMemory;
  /** The worker's consoles: `first` up to, but not including, `end`. */
  readonly first: number;
  readonly end: number;
  readonly control: Int32Array;
  readonly error: Uint8Array;
}

const commandNames = Object.keys(commands) as Command[];

export function createLanes(plan: LanePlan, tables: Tables, first: number, end: number): Lane[] {
  return Array.from({ length: end - first }, (_, i) => createLane(plan, first + i, tables));
}

/** @param onLane called after each console */
export function runLanes(
  lanes: readonly Lane[],
  command: Command,
  seed: number | undefined,
  onLane: () => void = () => {},
): void {
  for (const lane of lanes) {
    if (command === 'step') lane.step();
    else lane.reset(seed);
    onLane();
  }
}

/** Does not return while the worker lives. @param post sends a message to the caller */
export function serve(setup: WorkerSetup, post: (message: WorkerMessage) => void): void {
  const words = setup.control;
  let lanes: Lane[];
  try {
    lanes = createLanes(setup.plan, tablesIn(setup.tables), setup.first, setup.end);
  } catch (error) {
    post({ kind: 'failed', error: recordOf(error) });
    return;
  }
  const countProgress = () => {
    Atomics.add(words, control.progress, 1);
  };
  post({ kind: 'ready' });
  for (let turn = 0; ; ) {
    Atomics.wait(words, control.turn, turn);
    const current = Atomics.load(words, control.turn);
    if (current === turn) continue;
    turn = current;
    // Read now: once the last worker has finished, the words belong to the caller's next turn.
    const announce = words[control.announce] === 1;
    try {
      const seed = words[control.seed]!;
      runLanes(lanes, commandNames[words[control.command]!]!, seed < 0 ? undefined : seed, countProgress);
    } catch (error) {
      writeError(setup.error, error);
    }
    if (Atomics.sub(words, control.pending, 1) !== 1) continue;
    Atomics.notify(words, control.pending);
    if (announce) post({ kind: 'done' });
  }
}
