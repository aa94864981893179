// Centered RMSProp (Graves 2013; Mnih et al. 2015) in one pass over flat parameters. It reads and writes seven arrays, where separate
// graph operations would need twenty.
import { meanOfSlices, meanOfSlices4 } from './gradient';

/**
 * Updates `parameters`, `mean` and `meanSquare` in place, `length` floats each, 16-byte aligned:
 *   mean = decay·mean + (1−decay)·g,  meanSquare = decay·meanSquare + (1−decay)·g²,
 *   parameters −= learningRate·g / √(max(meanSquare − centered·mean², 0) + epsilon).
 * For nearly constant gradients, float32 rounding makes the difference negative, by more than epsilon.
 * g is `scale` times the mean of `slices` gradients, summed in order. The distance between two gradients is `stride` bytes, a multiple of 16.
 * @param centered 1, or 0 for the uncentered form
 */
export function rmsprop(
  parameters: usize,
  gradients: usize,
  stride: usize,
  slices: i32,
  mean: usize,
  meanSquare: usize,
  length: i32,
  scale: f32,
  learningRate: f32,
  decay: f32,
  epsilon: f32,
  centered: f32,
): void {
  const share: f32 = scale / <f32>slices;
  const shares = f32x4.splat(share);
  const rates = f32x4.splat(learningRate);
  const decays = f32x4.splat(decay);
  const fresh = f32x4.splat(<f32>1 - decay);
  const epsilons = f32x4.splat(epsilon);
  const centering = f32x4.splat(centered);
  const zero = f32x4.splat(0.0);
  const bytes = (<usize>length) << 2;
  const whole = bytes & ~(<usize>15);
  const last = gradients + stride * <usize>(slices - 1);
  let at: usize = 0;
  for (; at < whole; at += 16) {
    const g = meanOfSlices4(gradients, stride, last, at, shares);
    const weighted = f32x4.mul(fresh, g);
    const m = f32x4.add(f32x4.mul(decays, v128.load(mean + at)), weighted);
    const n = f32x4.add(f32x4.mul(decays, v128.load(meanSquare + at)), f32x4.mul(weighted, g));
    v128.store(mean + at, m);
    v128.store(meanSquare + at, n);
    const variance = f32x4.max(f32x4.sub(n, f32x4.mul(centering, f32x4.mul(m, m))), zero);
    const step = f32x4.div(f32x4.mul(rates, g), f32x4.sqrt(f32x4.add(variance, epsilons)));
    v128.store(parameters + at, f32x4.sub(v128.load(parameters + at), step));
  }
  for (; at < bytes; at += 4) {
    const g = meanOfSlices(gradients, stride, last, at, share);
    const weighted = (<f32>1 - decay) * g;
    const m = decay * load<f32>(mean + at) + weighted;
    const n = decay * load<f32>(meanSquare + at) + weighted * g;
    store<f32>(mean + at, m);
    store<f32>(meanSquare + at, n);
    const variance = max<f32>(n - centered * (m * m), 0);
    store<f32>(parameters + at, load<f32>(parameters + at) - (learningRate * g) / sqrt<f32>(variance + epsilon));
  }
}
