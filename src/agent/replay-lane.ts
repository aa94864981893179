/**
 * A ring of one game's frames with what was done on each, see replay.ts for the picture. Frames lie in pages that are
 * allocated when first written, so that memory grows with what is stored.
 */
import { frameBytes, observationBytes, stackDepth } from '../env/environment.js';

/** Consecutive slots of a lane, for checkpoints. */
export interface Slots {
  /** 84 × 84 bytes a slot. */
  readonly frames: Uint8Array;
  readonly rewards: Float32Array;
  /** −1 where no action was taken. */
  readonly actions: Int8Array;
  /** Bit 0: the frame opens an episode. Bit 1: the action taken here terminated it. */
  readonly marks: Uint8Array;
}

export interface ReplayLane {
  /** Slots `oldest` … `end` − 1 are in use. */
  readonly oldest: number;
  readonly end: number;
  /** Memory that it takes. */
  readonly bytes: number;
  /** Stores the frame that opens an episode. */
  open(frame: Uint8Array): void;
  /** Says what came of the newest frame, and stores the one that followed. */
  append(action: number, reward: number, terminated: boolean, frame: Uint8Array): void;
  /** Whether an action was taken at the slot and none of the frames it was taken on has been overwritten. */
  isComplete(slot: number): boolean;
  /** Writes the observation whose newest frame is the slot's at byte `at`; frames before the episode's first are zeros. */
  stack(slot: number, into: Uint8Array, at: number): void;
  outcome(slot: number): { readonly action: number; readonly reward: number; readonly terminated: boolean };
  /** See `Replay.read` and `Replay.write`. */
  read(start: number, end: number): Slots;
  write(start: number, slots: Slots): void;
}

const noAction = -1;
const opens = 1;
const terminates = 2;
const pageSlots = 1024;

/** @param capacity slots */
export function createReplayLane(capacity: number): ReplayLane {
  const pages: Uint8Array[] = [];
  const actions = new Int8Array(capacity);
  const rewards = new Float32Array(capacity);
  const marks = new Uint8Array(capacity);
  let end = 0;
  const oldest = () => Math.max(0, end - capacity);
  const isFirst = (slot: number) => (marks[slot % capacity]! & opens) !== 0;

  function frameAt(slot: number): Uint8Array {
    const position = slot % capacity;
    const page = Math.floor(position / pageSlots);
    pages[page] ??= new Uint8Array(Math.min(pageSlots, capacity - page * pageSlots) * frameBytes);
    const start = (position % pageSlots) * frameBytes;
    return pages[page].subarray(start, start + frameBytes);
  }

  function push(frame: Uint8Array, mark: number) {
    const position = end % capacity;
    frameAt(end).set(frame);
    actions[position] = noAction;
    rewards[position] = 0;
    marks[position] = mark;
    end++;
  }

  return {
    get oldest() {
      return oldest();
    },
    get end() {
      return end;
    },
    get bytes() {
      const frames = pages.reduce((sum, page) => sum + page.length, 0);
      return frames + actions.byteLength + rewards.byteLength + marks.byteLength;
    },
    open: (frame) => push(frame, opens),
    append(action, reward, terminated, frame) {
      if (end === 0) throw new RangeError('replay: expected the first frame with the first transition of a lane');
      const newest = (end - 1) % capacity;
      actions[newest] = action;
      rewards[newest] = reward;
      if (terminated) marks[newest]! |= terminates;
      push(frame, 0);
    },
    isComplete(slot) {
      if (actions[slot % capacity] === noAction) return false;
      for (let back = 0; back < stackDepth; back++) {
        if (slot - back < oldest()) return false;
        if (isFirst(slot - back)) return true;
      }
      return true;
    },
    stack(slot, into, at) {
      let start = at + observationBytes;
      for (let source = slot; start > at; source--) {
        start -= frameBytes;
        into.set(frameAt(source), start);
        if (isFirst(source)) break;
      }
      into.fill(0, at, start);
    },
    outcome(slot) {
      const position = slot % capacity;
      const terminated = (marks[position]! & terminates) !== 0;
      return { action: actions[position]!, reward: rewards[position]!, terminated };
    },
    read(start, stop) {
      const slots = emptySlots(stop - start);
      for (let slot = start; slot < stop; slot++) {
        const position = slot % capacity;
        slots.frames.set(frameAt(slot), (slot - start) * frameBytes);
        slots.rewards[slot - start] = rewards[position]!;
        slots.actions[slot - start] = actions[position]!;
        slots.marks[slot - start] = marks[position]!;
      }
      return slots;
    },
    write(start, slots) {
      const count = slots.actions.length;
      for (let i = 0; i < count; i++) {
        const position = (start + i) % capacity;
        frameAt(start + i).set(slots.frames.subarray(i * frameBytes, (i + 1) * frameBytes));
        rewards[position] = slots.rewards[i]!;
        actions[position] = slots.actions[i]!;
        marks[position] = slots.marks[i]!;
      }
      end = start + count;
    },
  };
}

export function emptySlots(length: number): Slots {
  return {
    frames: new Uint8Array(length * frameBytes),
    rewards: new Float32Array(length),
    actions: new Int8Array(length),
    marks: new Uint8Array(length),
  };
}
