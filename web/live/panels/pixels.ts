/** Makes pictures of frames and perturbations: four bytes a pixel. */

/** Width and height of a frame. */
export const frameSize = 84;

/** Returns one of the frames of a stack, the oldest first. */
export const frameAt = <T extends Uint8Array | Float32Array>(stack: T, index: number): T =>
  stack.subarray(index * frameSize ** 2, (index + 1) * frameSize ** 2) as T;

/** Returns the last frame of a stack. */
export const newestFrame = <T extends Uint8Array | Float32Array>(stack: T): T =>
  frameAt(stack, stack.length / frameSize ** 2 - 1);

/** Gray levels 0…255. */
export function grayPixels(frame: ArrayLike<number>): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(frame.length * 4);
  for (let i = 0; i < frame.length; i++) {
    pixels.fill(frame[i]!, 4 * i, 4 * i + 3);
    pixels[4 * i + 3] = 255;
  }
  return pixels;
}

export function rgbPixels(data: Uint8Array): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray((data.length / 3) * 4);
  for (let i = 0; i < data.length / 3; i++) {
    for (let channel = 0; channel < 3; channel++) pixels[4 * i + channel] = data[3 * i + channel]!;
    pixels[4 * i + 3] = 255;
  }
  return pixels;
}

/** Ends of the scale of perturbations: a blue and an orange that color-blind people tell apart (Okabe and Ito). */
const darker = [0, 114, 178];
const brighter = [230, 159, 0];
const unchanged = [245, 245, 245];

/**
 * What an attack adds to a frame: blue where it becomes darker, orange where it becomes brighter.
 * @param scale gray levels times this are shown, up to 255
 */
export function changePixels(clean: ArrayLike<number>, seen: ArrayLike<number>, scale: number): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(clean.length * 4);
  for (let i = 0; i < clean.length; i++) {
    const change = seen[i]! - clean[i]!;
    const share = Math.min(1, (Math.abs(change) * scale) / 255);
    const end = change < 0 ? darker : brighter;
    for (let channel = 0; channel < 3; channel++) {
      pixels[4 * i + channel] = unchanged[channel]! + (end[channel]! - unchanged[channel]!) * share;
    }
    pixels[4 * i + 3] = 255;
  }
  return pixels;
}
