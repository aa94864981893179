/**
 * A network of your own under the attacks of this library. It tells horizontal from vertical stripes by comparing the differences between
 * neighboring pixels in both directions.
 */
import * as tf from '@tensorflow/tfjs-core';
import { createModel, createRandom, keyFor, loadEagerBackend, misclassification, pgd } from 'sap-atari';

await loadEagerBackend();
const [count, side] = [40, 16];

/** Faint noisy stripes: pixels [count, 1, side, side] in 0…255 and labels [count], 0 = horizontal, 1 = vertical. */
const random = createRandom(1);
const labels = tf.tensor1d(Int32Array.from({ length: count }, (_, i) => i % 2));
const stripe = (along) => (along % 4 < 2 ? 122 : 134);
const pixel = (i, y, x) => stripe(i % 2 === 0 ? y : x) + 20 * (random.uniform() - 0.5);
const indices = Array.from({ length: count * side * side }, (_, n) => [
  Math.floor(n / side ** 2),
  Math.floor(n / side) % side,
  n % side,
]);
const pixels = tf.tensor4d(
  indices.map(([i, y, x]) => pixel(i, y, x)),
  [count, 1, side, side],
);

/**
 * A network is a pure function of its parameters and the pixels [N, …]. It returns logits [N, classes] and passes each activation through `hook`,
 * so that defenses work on it.
 */
const network = ([weights], x, hook = (activation) => activation) => {
  const inside = [count, 1, side - 1, side - 1];
  const differences = [
    [1, 0],
    [0, 1],
  ].map(([dy, dx]) => {
    const moved = tf.slice(x, [0, 0, dy, dx], inside);
    return tf.mean(tf.abs(tf.sub(moved, tf.slice(x, [0, 0, 0, 0], inside))), [1, 2, 3]);
  });
  return tf.matMul(hook(tf.stack(differences, 1), 'differences'), weights);
};
const model = createModel(
  network,
  [
    tf.tensor2d([
      [1, -1],
      [-1, 1],
    ]),
  ],
  { outputKind: 'logits' },
);

const key = keyFor(tf.tensor1d([1, 0, 0], 'int32'), 0);
const percent = (correct) => `${(100 * tf.mean(tf.cast(correct, 'float32')).dataSync()[0]).toFixed(0)} %`;
console.log('clean accuracy:', percent(tf.equal(tf.argMax(model.forward(pixels, key), -1), labels)));
for (const lambda of [1, 2, 4]) {
  const { success } = pgd({ steps: 10 })(model, pixels, misclassification(labels), {
    lambdas: [tf.scalar(lambda)],
    key,
  });
  console.log(`accuracy under PGD at λ ${lambda}:`, percent(tf.logicalNot(success[0])));
}
