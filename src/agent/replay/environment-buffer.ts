/** A ring of the frames, actions and rewards of one environment (see the figure in replay.ts). */
import { frameBytes, stackDepth } from '../../env/environment.js';
import type { Rules } from '../../env/rules.js';
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

/** r = Σ γᵏ rₖ over the m steps, and γᵐ, or 0 if the last of them terminated the episode. */
interface Outcome {
  readonly action: number;
  readonly return: number;
  readonly discount: number;
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
  /**
   * Returns how many steps the return of a slot has: `nStep`, or fewer where the episode ends before. 0 if the slot cannot
   * be sampled: it has no action, frames of its observation are no longer stored, or some of its steps are not known yet.
   */
  returnSteps(slot: number, nStep: number): number;
  /**
   * Writes the observations at a slot and `steps` later, at byte `at` of each array. Frames before the first frame of the
   * episode are by the padding.
   */
  observe(slot: number, steps: number, before: Uint8Array, after: Uint8Array, at: number): void;
  /** Returns the action of a slot and the return of its `steps`, with the discount of the Q-value that follows them. */
  outcome(slot: number, steps: number, discount: number): Outcome;
  /** See `Replay.read` and `Replay.write`. */
  read(start: number, end: number): Slots;
  write(start: number, slots: Slots): void;
}

const noAction = -1;
const opens = 1;
const terminates = 2;

/**
 * @param capacity slots
 * @param frames a store of the same capacity
 * @param padding what stands for the frames before the first of an episode
 */
export function createEnvironmentBuffer(
  capacity: number,
  frames: FrameStore,
  padding: Rules['firstFramePadding'],
): EnvironmentBuffer {
  const actions = new Int8Array(capacity);
  const rewards = new Float32Array(capacity);
  const marks = new Uint8Array(capacity);
  let end = 0;
  const oldest = () => Math.max(0, end - capacity);
  const isFirst = (slot: number) => (marks[slot % capacity]! & opens) !== 0;
  const isTerminal = (slot: number) => (marks[slot % capacity]! & terminates) !== 0;
  const hasAction = (slot: number) => actions[slot % capacity] !== noAction;

  function hasObservation(slot: number): boolean {
    for (let back = 0; back < stackDepth; back++) {
      if (slot - back < oldest()) return false;
      if (isFirst(slot - back)) return true;
    }
    return true;
  }

  function push(frame: Uint8Array, mark: number) {
    const position = end % capacity;
    frames.push(frame);
    actions[position] = noAction;
    rewards[position] = 0;
    marks[position] = mark;
    end++;
  }

  /** Fills the first `places` frames of the observation at byte `at`. */
  function pad(observation: Uint8Array, at: number, places: number, first: Uint8Array) {
    for (let place = 0; place < places; place++) {
      const start = at + place * frameBytes;
      if (padding === 'repeat') observation.set(first, start);
      else observation.fill(0, start, start + frameBytes);
    }
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
    returnSteps(slot, nStep) {
      if (!hasAction(slot) || !hasObservation(slot)) return 0;
      for (let steps = 1; steps < nStep; steps++) {
        if (isTerminal(slot + steps - 1)) return steps;
        // The frame has no action: the episode was truncated, or it is the newest one, whose action may follow.
        if (!hasAction(slot + steps)) return slot + steps < end - 1 ? steps : 0;
      }
      return nStep;
    },
    observe(slot, steps, before, after, at) {
      // Each frame is read once, newest first. In `before`, which ends `steps` slots earlier, it has a higher place.
      for (let place = stackDepth - 1; place >= -steps; place--) {
        const placeBefore = place + steps;
        if (place < 0 && placeBefore >= stackDepth) continue;
        const source = slot + placeBefore - (stackDepth - 1);
        const frame = frames.at(source);
        if (place >= 0) after.set(frame, at + place * frameBytes);
        if (placeBefore < stackDepth) before.set(frame, at + placeBefore * frameBytes);
        if (!isFirst(source)) continue;
        pad(after, at, place, frame);
        pad(before, at, placeBefore, frame);
        break;
      }
    },
    outcome(slot, steps, discount) {
      const reward = (step: number) => rewards[(slot + step) % capacity]!;
      let sum = reward(0);
      let weight = discount;
      for (let step = 1; step < steps; step++) {
        sum += weight * reward(step);
        weight *= discount;
      }
      return {
        action: actions[slot % capacity]!,
        return: sum,
        discount: isTerminal(slot + steps - 1) ? 0 : weight,
      };
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
