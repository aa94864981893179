/**
 * Replay memory of the last transitions of N environments. Each frame is stored once: an observation is four consecutive
 * frames, so a ring of frames needs 7 KB per transition where whole observations would need 56 KB, and a tenth of that when
 * compressed. Each environment has its own ring, the environment buffer.
 *
 *     slot     0   1   2   3   4   5   6 …      slots are numbered from the start of the run;
 *     frame    f0  f1  f2  f3  g0  g1  g2       slot n is stored at n mod capacity
 *     first    ●               ●                the first frame of an episode
 *     action   a0  a1  a2  –   b0  b1  …        taken at this frame; – after the last step of an episode, or not yet taken
 */

import type { Random } from '../../common/random.js';
import { observationBytes } from '../../env/environment.js';
import type { Rules } from '../../env/rules.js';
import { compressedFrames } from './compressed-frames.js';
import { createEnvironmentBuffer, type EnvironmentBuffer, type Slots } from './environment-buffer.js';
import { createFramePool } from './frame-pool.js';
import { rawFrames } from './frames.js';
import { minimalBufferSlots } from './slots.js';

export interface Transition {
  /** Index of the environment, 0 … environments − 1. */
  readonly environment: number;
  /** The newest frame of the first observation of the episode. Only the first transition of an episode has it. */
  readonly firstFrame?: Uint8Array | undefined;
  readonly action: number;
  readonly reward: number;
  /** Whether the episode terminated, so that no later reward counts. */
  readonly terminated: boolean;
  /** The newest frame of the next observation. */
  readonly frame: Uint8Array;
}

/**
 * A batch of N transitions, filled by `sample`. Observations are bytes, [N, 4, 84, 84]. A transition spans n steps, or m < n
 * where the episode ends before: `r_t` is Σ γᵏ rₖ over them, `s_t` the observation after them, and `discount_t` is γⁿ, or γᵐ
 * after a truncation, or 0 after a termination.
 */
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
  /** Slots of all environments together. An episode takes one slot per transition and one for its last frame. */
  readonly capacity: number;
  readonly environments: number;
  readonly discount: number;
  /** Steps of a sampled transition (Sutton 1988; Hessel et al. 2018, *Rainbow*). Default 1. */
  readonly nStep?: number;
  /** How frames are stored. Both ways give the same samples and the same checkpoints, byte for byte. */
  readonly storage?: 'compressed' | 'raw';
  /** What stands for the frames before the first of an episode; default zeros. */
  readonly firstFramePadding?: Rules['firstFramePadding'];
}

export interface Replay {
  readonly environments: number;
  /** Slots in use, of all environments together. */
  readonly size: number;
  /** Memory in use, in bytes. */
  readonly bytes: number;
  add(transition: Transition): void;
  /**
   * Fills the batch with transitions sampled uniformly, with replacement, from all complete ones: those whose n steps, or all
   * steps to the end of their episode, are stored.
   * @throws RangeError while there is none
   */
  sample(batch: Batch, rng: Random): void;
  /** The slots of an environment that are in use: `oldest` … `end` − 1. */
  window(environment: number): { readonly oldest: number; readonly end: number };
  /** Copies slots `start` … `end` − 1 of the window, for a checkpoint. */
  read(environment: number, start: number, end: number): Slots;
  /** Restores slots that `read` returned, as the newest ones. The slots of an environment must be written in order. */
  write(environment: number, start: number, slots: Slots): void;
}

export function createReplay(options: ReplayOptions): Replay {
  const { capacity, environments, discount, nStep = 1, storage = 'compressed', firstFramePadding = 'zeros' } = options;
  const bufferCapacity = Math.floor(capacity / environments);
  if (!(environments >= 1 && bufferCapacity >= minimalBufferSlots(nStep))) {
    throw new RangeError(
      `replay: expected a capacity of at least ${minimalBufferSlots(nStep)} frames per environment, got ${capacity} for ${environments} environments`,
    );
  }
  const pool = storage === 'compressed' ? createFramePool() : undefined;
  const frames = () => (pool ? compressedFrames(bufferCapacity, pool) : rawFrames(bufferCapacity));
  const buffers = Array.from({ length: environments }, () =>
    createEnvironmentBuffer(bufferCapacity, frames(), firstFramePadding),
  );
  const used = (buffer: EnvironmentBuffer) => buffer.end - buffer.oldest;
  const size = () => buffers.reduce((sum, buffer) => sum + used(buffer), 0);

  /** Whether any transition of the buffer can be sampled. Where one can, one of the first slots is. */
  function isReady(buffer: EnvironmentBuffer): boolean {
    for (let slot = buffer.oldest; slot < buffer.end; slot++) if (buffer.returnSteps(slot, nStep) > 0) return true;
    return false;
  }

  /** Returns the buffer and slot number of the `index`-th slot in use. */
  function locate(index: number): [EnvironmentBuffer, number] {
    let left = index;
    for (const buffer of buffers) {
      if (left < used(buffer)) return [buffer, buffer.oldest + left];
      left -= used(buffer);
    }
    throw new RangeError(`replay: expected an index below ${size()}, got ${index}`);
  }

  return {
    environments,
    get size() {
      return size();
    },
    get bytes() {
      return buffers.reduce((sum, buffer) => sum + buffer.bytes, pool?.bytes ?? 0);
    },
    add({ environment, firstFrame, action, reward, terminated, frame }) {
      const buffer = buffers[environment]!;
      if (firstFrame) buffer.open(firstFrame);
      buffer.append(action, reward, terminated, frame);
    },
    sample({ s_tm1, a_tm1, r_t, discount_t, s_t }, rng) {
      if (!buffers.some(isReady)) {
        throw new RangeError('replay: expected at least one complete transition to sample from, got none');
      }
      const slots = size();
      for (let i = 0; i < a_tm1.length; ) {
        const [buffer, slot] = locate(rng.integer(slots));
        const steps = buffer.returnSteps(slot, nStep);
        if (steps === 0) continue;
        buffer.observe(slot, steps, s_tm1, s_t, i * observationBytes);
        const outcome = buffer.outcome(slot, steps, discount);
        a_tm1[i] = outcome.action;
        r_t[i] = outcome.return;
        discount_t[i] = outcome.discount;
        i++;
      }
    },
    window: (environment) => ({ oldest: buffers[environment]!.oldest, end: buffers[environment]!.end }),
    read: (environment, start, end) => buffers[environment]!.read(start, end),
    write: (environment, start, slots) => buffers[environment]!.write(start, slots),
  };
}
