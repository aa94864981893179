// Centred RMSProp (Graves 2013; Mnih et al. 2015) in one pass over flat blocks: seven streams of memory instead of the
// twenty that one graph operation after another would read and write.

/**
 * Updates `parameters`, `mean` and `meanSquare` in place from `gradients`, `length` floats each, 16-byte aligned:
 *   mean = decay·mean + (1−decay)·g,  meanSquare = decay·meanSquare + (1−decay)·g²,
 *   parameters −= learningRate·g / √(meanSquare − centred·mean² + epsilon).
 * @param centred 1, or 0 for the uncentred form
 */
export function rmsprop(
  parameters: usize,
  gradients: usize,
  mean: usize,
  meanSquare: usize,
  length: i32,
  learningRate: f32,
  decay: f32,
  epsilon: f32,
  centred: f32,
): void {
  const rates = f32x4.splat(learningRate);
  const decays = f32x4.splat(decay);
  const fresh = f32x4.splat(<f32>1 - decay);
  const epsilons = f32x4.splat(epsilon);
  const centring = f32x4.splat(centred);
  const bytes = (<usize>length) << 2;
  const whole = bytes & ~(<usize>15);
  let at: usize = 0;
  for (; at < whole; at += 16) {
    const g = v128.load(gradients + at);
    const weighted = f32x4.mul(fresh, g);
    const m = f32x4.add(f32x4.mul(decays, v128.load(mean + at)), weighted);
    const n = f32x4.add(f32x4.mul(decays, v128.load(meanSquare + at)), f32x4.mul(weighted, g));
    v128.store(mean + at, m);
    v128.store(meanSquare + at, n);
    const variance = f32x4.add(f32x4.sub(n, f32x4.mul(centring, f32x4.mul(m, m))), epsilons);
    const step = f32x4.div(f32x4.mul(rates, g), f32x4.sqrt(variance));
    v128.store(parameters + at, f32x4.sub(v128.load(parameters + at), step));
  }
  for (; at < bytes; at += 4) {
    const g = load<f32>(gradients + at);
    const weighted = (<f32>1 - decay) * g;
    const m = decay * load<f32>(mean + at) + weighted;
    const n = decay * load<f32>(meanSquare + at) + weighted * g;
    store<f32>(mean + at, m);
    store<f32>(meanSquare + at, n);
    const variance = n - centred * (m * m) + epsilon;
    store<f32>(parameters + at, load<f32>(parameters + at) - (learningRate * g) / sqrt<f32>(variance));
  }
}
