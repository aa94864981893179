/** Value noise: chance on a lattice, straight lines in between. */
import type { Random } from '../../../common/random.js';

/**
 * Writes side × side heights in [−1, 1) into `field`, row by row: even chance at every corner of a lattice of square
 * cells, bilinear inside them. @param cellPixels a divisor of `side`
 */
export function drawRelief(field: Float32Array, side: number, cellPixels: number, rng: Random): void {
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
