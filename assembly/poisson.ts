// Poisson numbers of any mean, from the scalar stream.
import { nextUniform } from './stream';

/** Mean from which rejection is used instead of inversion, which is O(mean). */
const smallMean: f64 = 10.0;

/** Returns a Poisson(mean) number; 0 for a mean of 0, or slightly below 0 through rounding. */
export function poisson(mean: f64): i32 {
  return mean < smallMean ? byInversion(mean) : byRejection(mean);
}

function byInversion(mean: f64): i32 {
  let count = 0;
  let term = Math.exp(-mean);
  let u = nextUniform() - term;
  while (u > 0.0 && count < 100) {
    count++;
    term *= mean / <f64>count;
    u -= term;
  }
  return count;
}

/** Transformed rejection: Hörmann, "The transformed rejection method for generating Poisson random variables" (1993), PTRS. */
function byRejection(mean: f64): i32 {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const perAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const squeeze = 0.9277 - 3.6224 / (b - 2.0);
  while (true) {
    const u = nextUniform() - 0.5;
    const v = nextUniform();
    const room = 0.5 - Math.abs(u);
    const count = Math.floor(((2.0 * a) / room + b) * u + mean + 0.43);
    if (room >= 0.07 && v <= squeeze) return <i32>count;
    if (count < 0.0 || (room < 0.013 && v > room)) continue;
    const bound = count * Math.log(mean) - mean - logFactorial(count);
    if (Math.log((v * perAlpha) / (a / (room * room) + b)) <= bound) return <i32>count;
  }
}

/** ln n! with an error below 1e-10: Stirling's series, shifted to larger arguments for small n. */
function logFactorial(n: f64): f64 {
  let x = n + 1.0;
  let product = 1.0;
  while (x < 10.0) {
    product *= x;
    x += 1.0;
  }
  const perX = 1.0 / x;
  const square = perX * perX;
  const series = perX * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0)));
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2.0 * Math.PI) + series - Math.log(product);
}
