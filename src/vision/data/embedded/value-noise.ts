/** Value noise: random values on a lattice, interpolated bilinearly. */
import type { Random } from '../../../common/random.js';

/**
 * Fills `field`, [side, side], with values in [−1, 1): uniform random values at the corners of square cells, bilinear
 * interpolation inside. @param cellPixels side of a cell, a divisor of `side`
 */
export function fillValueNoise(field: Float32Array, side: number, cellPixels: number, rng: Random): void {
  const corners = side / cellPixels + 1;
  let above = drawCorners(corners, rng);
  for (let top = 0; top < side; top += cellPixels) {
    const below = drawCorners(corners, rng);
    for (let y = 0; y < cellPixels; y++) {
      const down = y / cellPixels;
      let place = (top + y) * side;
      for (let cell = 0; cell + 1 < corners; cell++) {
        const left = above[cell]! + (below[cell]! - above[cell]!) * down;
        const right = above[cell + 1]! + (below[cell + 1]! - above[cell + 1]!) * down;
        const slope = (right - left) / cellPixels;
        for (let x = 0; x < cellPixels; x++) field[place++] = left + slope * x;
      }
    }
    above = below;
  }
}

function drawCorners(count: number, rng: Random): Float32Array {
  const heights = new Float32Array(count);
  for (let i = 0; i < count; i++) heights[i] = 2 * rng.uniform() - 1;
  return heights;
}
