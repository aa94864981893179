/**
 * The last transitions of N games, each frame stored once: an observation is four frames in a row, so a ring of frames
 * holds in 7 KB a transition what whole stacks would hold in 56 KB, and compressed in a tenth of that. Every game writes
 * a ring of its own, a lane.
 *
 *     slot     0   1   2   3   4   5   6 …      a lane's slots are numbered from the start of the run;
 *     frame    f0  f1  f2  f3  g0  g1  g2       slot n lies at n mod capacity
 *     first    ●               ●                the frame that opens an episode
 *     action   a0  a1  a2  –   b0  b1  …        taken on seeing this frame; – where the episode ended, or has not gone on
 */

import type { Random } from '../../common/random.js';
import { observationBytes, stackDepth } from '../../env/environment.js';
import { compressedFrames } from './compressed-frames.js';
import { createReplayLane, type ReplayLane, type Slots } from './environment-buffer.js';
import { createSlabs } from './frame-pool.js';
import { rawFrames } from './frames.js';

export interface Transition {
  /** The game it comes from, 0 … lanes − 1. */
  readonly lane: number;
  /** The newest frame of the observation that opens the episode; given with an episode's first transition only. */
  readonly firstFrame?: Uint8Array | undefined;
  readonly action: number;
  readonly reward: number;
  /** No value beyond this transition. */
  readonly terminated: boolean;
  /** The newest frame of the observation that followed. */
  readonly frame: Uint8Array;
}

/** Buffers that `sample` fills; the observations are bytes, [N, 4, 84, 84]. */
export interface Batch {
  readonly s_tm1: Uint8Array;
  readonly a_tm1: Int32Array;
  readonly r_t: Float32Array;
  readonly discount_t: Float32Array;
  readonly s_t: Uint8Array;
}

export function createBatch(transitions: number): Batch {
  return {
    s_tm1: new Uint8Array(transitions * observationBytes),
    a_tm1: new Int32Array(transitions),
    r_t: new Float32Array(transitions),
    discount_t: new Float32Array(transitions),
    s_t: new Uint8Array(transitions * observationBytes),
  };
}

export interface ReplayOptions {
  /** Slots of all lanes together: one a transition and one more an episode, for its last frame. */
  readonly capacity: number;
  readonly lanes: number;
  readonly discount: number;
  /** How frames are kept: both give the same samples, bytes and checkpoints. */
  readonly storage?: 'compressed' | 'raw';
}

export interface Replay {
  readonly lanes: number;
  /** Slots in use, over all lanes. */
  readonly size: number;
  /** Memory that it takes. */
  readonly bytes: number;
  add(transition: Transition): void;
  /**
   * Fills the batch with transitions drawn uniformly, with replacement, from all that are complete.
   * @throws RangeError while there is none
   */
  sample(batch: Batch, rng: Random): void;
  /** The slots of a lane that are in use: from `oldest` up to, without, `end`. */
  window(lane: number): { readonly oldest: number; readonly end: number };
  /** A copy of slots of the window, from `start` up to `end`. */
  read(lane: number, start: number, end: number): Slots;
  /** Puts slots back where `read` took them; a lane must be written in order, and `end` becomes the end of the last. */
  write(lane: number, start: number, slots: Slots): void;
}

/** Below this a full lane could hold no complete transition. */
export const minimalLaneSlots = stackDepth + 4;

export function createReplay({ capacity, lanes, discount, storage = 'compressed' }: ReplayOptions): Replay {
  const laneCapacity = Math.floor(capacity / lanes);
  if (!(lanes >= 1 && laneCapacity >= minimalLaneSlots)) {
    throw new RangeError(
      `replay: expected room for ${minimalLaneSlots} frames a lane, got ${capacity} for ${lanes} lanes`,
    );
  }
  const slabs = storage === 'compressed' ? createSlabs() : undefined;
  const frames = () => (slabs ? compressedFrames(laneCapacity, slabs) : rawFrames(laneCapacity));
  const rings = Array.from({ length: lanes }, () => createReplayLane(laneCapacity, frames()));
  const used = (ring: ReplayLane) => ring.end - ring.oldest;
  const size = () => rings.reduce((sum, ring) => sum + used(ring), 0);

  /** Lane and slot of the `index`-th slot in use. */
  function locate(index: number): [ReplayLane, number] {
    let left = index;
    for (const ring of rings) {
      if (left < used(ring)) return [ring, ring.oldest + left];
      left -= used(ring);
    }
    throw new RangeError(`replay: expected an index below ${size()}, got ${index}`);
  }

  return {
    lanes,
    get size() {
      return size();
    },
    get bytes() {
      return rings.reduce((sum, ring) => sum + ring.bytes, slabs?.bytes ?? 0);
    },
    add({ lane, firstFrame, action, reward, terminated, frame }) {
      const ring = rings[lane]!;
      if (firstFrame) ring.open(firstFrame);
      ring.append(action, reward, terminated, frame);
    },
    sample({ s_tm1, a_tm1, r_t, discount_t, s_t }, rng) {
      const slots = size();
      if (slots === 0) throw new RangeError('replay: expected at least one transition to sample from, got none');
      for (let i = 0; i < a_tm1.length; ) {
        const [ring, slot] = locate(rng.integer(slots));
        if (!ring.isComplete(slot)) continue;
        ring.observe(slot, s_tm1, s_t, i * observationBytes);
        const { action, reward, terminated } = ring.outcome(slot);
        a_tm1[i] = action;
        r_t[i] = reward;
        discount_t[i] = terminated ? 0 : discount;
        i++;
      }
    },
    window: (lane) => ({ oldest: rings[lane]!.oldest, end: rings[lane]!.end }),
    read: (lane, start, end) => rings[lane]!.read(start, end),
    write: (lane, start, slots) => rings[lane]!.write(start, slots),
  };
}
