/**
 * Which frames of an observation are attacked. A physical adversary can change only the newest frame, the one that the
 * camera takes now; the older frames stay as the agent has seen them. Attacking the whole stack at every step is stronger
 * but not physically realizable.
 */
import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';

/** `all`: the whole stack, anew at every step. `newest`: the last frame; older frames keep the perturbation they had. */
export type AttackedFrames = 'all' | 'newest';

/** Returns the mask, [1, frames, 1, 1], of an attack on stacks [N, frames, height, width], oldest frame first. */
export function frameMask(attacked: AttackedFrames, frames: number): Tensor4D {
  const isAttacked = (frame: number) => attacked === 'all' || frame === frames - 1;
  return tensor4d(
    Array.from({ length: frames }, (_, frame) => Number(isAttacked(frame))),
    [1, frames, 1, 1],
  );
}

/**
 * Returns the stack that the agent sees before the newest frame is attacked: the older frames as seen at the last step, and
 * the newest frame of `clean`. Call it at every step, attacked or not, with what the agent saw at the step before.
 * @param clean the true stack of `frames` frames, oldest first
 * @param seen the stack that the agent saw at the last step; undefined at the start of an episode
 * @throws RangeError when the two differ in length, or do not hold `frames` frames
 * @example
 * let seen: Float32Array | undefined;
 * for (…) {
 *   const stack = carryFrames(observation, seen, 4);
 *   seen = isAttacked ? await perturb(stack) : stack;
 * }
 */
export function carryFrames(clean: ArrayLike<number>, seen: Float32Array | undefined, frames: number): Float32Array {
  const stack = Float32Array.from(clean);
  if (!seen) return stack;
  if (seen.length !== stack.length || stack.length % frames !== 0) {
    throw new RangeError(
      `frames: expected two stacks of ${frames} frames and equal length, got ${stack.length} and ${seen.length} pixels`,
    );
  }
  stack.set(seen.subarray(stack.length / frames));
  return stack;
}
