// Adam (Kingma and Ba 2015) and, with other factors, RAdam (Liu et al. 2020), in one pass over flat parameters.
import { meanOfSlices, meanOfSlices4 } from './gradient';

/**
 * Updates `parameters`, `mean` and `meanSquare` in place, `length` floats each, 16-byte aligned:
 *   g = scale · mean of the gradients,  mean = decay·mean + (1−decay)·g,  meanSquare = squareDecay·meanSquare + (1−squareDecay)·g²,
 *   parameters −= rate · mean / (rootFactor · √meanSquare + epsilon).
 * The distance between two of the `slices` gradients is `stride` bytes, a multiple of 16.
 */
export function adam(
  parameters: usize,
  gradients: usize,
  stride: usize,
  slices: i32,
  mean: usize,
  meanSquare: usize,
  length: i32,
  scale: f32,
  rate: f32,
  rootFactor: f32,
  epsilon: f32,
  decay: f32,
  squareDecay: f32,
): void {
  const share: f32 = scale / <f32>slices;
  const shares = f32x4.splat(share);
  const decays = f32x4.splat(decay);
  const fresh = f32x4.splat(<f32>1 - decay);
  const squareDecays = f32x4.splat(squareDecay);
  const squareFresh = f32x4.splat(<f32>1 - squareDecay);
  const rates = f32x4.splat(rate);
  const rootFactors = f32x4.splat(rootFactor);
  const epsilons = f32x4.splat(epsilon);
  const bytes = (<usize>length) << 2;
  const whole = bytes & ~(<usize>15);
  const last = gradients + stride * <usize>(slices - 1);
  let at: usize = 0;
  for (; at < whole; at += 16) {
    const g = meanOfSlices4(gradients, stride, last, at, shares);
    const m = f32x4.add(f32x4.mul(decays, v128.load(mean + at)), f32x4.mul(fresh, g));
    const n = f32x4.add(f32x4.mul(squareDecays, v128.load(meanSquare + at)), f32x4.mul(squareFresh, f32x4.mul(g, g)));
    v128.store(mean + at, m);
    v128.store(meanSquare + at, n);
    const step = f32x4.div(f32x4.mul(rates, m), f32x4.add(f32x4.mul(rootFactors, f32x4.sqrt(n)), epsilons));
    v128.store(parameters + at, f32x4.sub(v128.load(parameters + at), step));
  }
  for (; at < bytes; at += 4) {
    const g = meanOfSlices(gradients, stride, last, at, share);
    const m = decay * load<f32>(mean + at) + (<f32>1 - decay) * g;
    const n = squareDecay * load<f32>(meanSquare + at) + (<f32>1 - squareDecay) * (g * g);
    store<f32>(mean + at, m);
    store<f32>(meanSquare + at, n);
    const step = (rate * m) / (rootFactor * sqrt<f32>(n) + epsilon);
    store<f32>(parameters + at, load<f32>(parameters + at) - step);
  }
}
