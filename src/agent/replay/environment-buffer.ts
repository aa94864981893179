/** A ring of the frames, actions and rewards of one environment (see the figure in replay.ts). */
import { frameBytes, stackDepth } from '../../env/environment.js';
import type { FrameStore } from './frames.js';
import { segmentParts } from './segment.js';

/** Consecutive slots of an environment, for checkpoints. */
export interface Slots {
  /** The compressed frames of each part, as `segmentParts` splits the slots. */
  readonly parts: readonly Uint8Array[];
  readonly rewards: Float32Array;
  /** −1 where no action was taken. */
  readonly actions: Int8Array;
  /** Bit 0: the first frame of an episode. Bit 1: the action taken here terminated the episode. */
  readonly marks: Uint8Array;
}

export interface EnvironmentBuffer {
  /** Slots `oldest` … `end` − 1 are in use. */
  readonly oldest: number;
  readonly end: number;
  /** Memory of this buffer, in bytes, without the shared frame pool. */
  readonly bytes: number;
  /** Stores the first frame of an episode. */
  open(frame: Uint8Array): void;
  /** Stores the action taken at the newest frame and its outcome, then the next frame. */
  append(action: number, reward: number, terminated: boolean, frame: Uint8Array): void;
  /** Whether the slot has an action and all frames of its observation are still stored. */
  isComplete(slot: number): boolean;
  /**
   * Writes the observations before and after the action of a complete slot, at byte `at` of each array. Frames before the
   * first frame of the episode are zeros.
   */
  observe(slot: number, before: Uint8Array, after: Uint8Array, at: number): void;
  outcome(slot: number): { readonly action: number; readonly reward: number; readonly terminated: boolean };
  /** See `Replay.read` and `Replay.write`. */
  read(start: number, end: number): Slots;
  write(start: number, slots: Slots): void;
}

const noAction = -1;
const opens = 1;
const terminates = 2;

/** @param capacity slots @param frames a store of the same capacity */
export function createEnvironmentBuffer(capacity: number, frames: FrameStore): EnvironmentBuffer {
  const actions = new Int8Array(capacity);
  const rewards = new Float32Array(capacity);
  const marks = new Uint8Array(capacity);
  let end = 0;
  const oldest = () => Math.max(0, end - capacity);
  const isFirst = (slot: number) => (marks[slot % capacity]! & opens) !== 0;

  function push(frame: Uint8Array, mark: number) {
    const position = end % capacity;
    frames.push(frame);
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
      return frames.bytes + actions.byteLength + rewards.byteLength + marks.byteLength;
    },
    open: (frame) => push(frame, opens),
    append(action, reward, terminated, frame) {
      if (end === 0)
        throw new RangeError('replay: expected the first frame with the first transition of an environment');
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
    observe(slot, before, after, at) {
      // Newest frame first. In `before`, which ends one slot earlier, a frame has the next higher place.
      let source = slot + 1;
      for (let place = stackDepth - 1; place >= -1; place--, source--) {
        const frame = frames.at(source);
        const start = at + place * frameBytes;
        if (place >= 0) after.set(frame, start);
        if (source <= slot) before.set(frame, start + frameBytes);
        if (!isFirst(source)) continue;
        if (place >= 0) after.fill(0, at, start);
        before.fill(0, at, start + frameBytes);
        break;
      }
    },
    outcome(slot) {
      const position = slot % capacity;
      const terminated = (marks[position]! & terminates) !== 0;
      return { action: actions[position]!, reward: rewards[position]!, terminated };
    },
    read(start, stop) {
      const range = <T>(ring: ArrayLike<T>) =>
        Array.from({ length: stop - start }, (_, i) => ring[(start + i) % capacity]!);
      return {
        parts: Array.from(segmentParts(start, stop), ([from, to]) => new Uint8Array(frames.pack(from, to))),
        rewards: Float32Array.from(range(rewards)),
        actions: Int8Array.from(range(actions)),
        marks: Uint8Array.from(range(marks)),
      };
    },
    write(start, slots) {
      const stop = start + slots.actions.length;
      let part = 0;
      for (const [from, to] of segmentParts(start, stop)) frames.unpack(from, to, slots.parts[part++]!);
      for (let slot = start; slot < stop; slot++) {
        const position = slot % capacity;
        rewards[position] = slots.rewards[slot - start]!;
        actions[position] = slots.actions[slot - start]!;
        marks[position] = slots.marks[slot - start]!;
      }
      end = stop;
    },
  };
}
