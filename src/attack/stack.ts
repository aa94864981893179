/**
 * Where in a stack of frames to attack. An adversary in front of the camera can change only the frame that is being taken;
 * those taken before stay as they were seen. The whole stack anew at every step is stronger, and not of this world.
 */
import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';

/** `all`: the whole stack anew. `newest`: the last frame; older ones keep the perturbation they had. */
export type AttackedFrames = 'all' | 'newest';

/** The mask [1, frames, 1, 1] of an attack on stacks [N, frames, height, width], oldest frame first. */
export function frameMask(attacked: AttackedFrames, frames: number): Tensor4D {
  const open = (frame: number) => attacked === 'all' || frame === frames - 1;
  return tensor4d(
    Array.from({ length: frames }, (_, frame) => Number(open(frame))),
    [1, frames, 1, 1],
  );
}

/**
 * What the agent sees before the newest frame is attacked: the frames of the last stack moved on by one, as they were seen
 * then, and the newest as it is. To be called at every step, attacked or not, with what was seen at the one before.
 * @param clean the true stack, `frames` of them, oldest first
 * @param seen the last stack as the agent saw it; undefined at the start of an episode, when nothing has been seen
 * @throws RangeError when the two differ in length
 * @example
 * let seen: Float32Array | undefined;
 * for (…) {
 *   const stack = carryFrames(observation, seen, 4);
 *   seen = attacks ? await perturb(stack) : stack;
 * }
 */
export function carryFrames(clean: ArrayLike<number>, seen: Float32Array | undefined, frames: number): Float32Array {
  const stack = Float32Array.from(clean);
  if (!seen) return stack;
  if (seen.length !== stack.length || stack.length % frames !== 0) {
    throw new RangeError(
      `frames: expected two stacks of ${frames} frames and one length, got ${stack.length} and ${seen.length} pixels`,
    );
  }
  stack.set(seen.subarray(stack.length / frames));
  return stack;
}
