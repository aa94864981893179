/**
 * Square attack: Andriushchenko, Croce, Flammarion and Hein, "Square attack: a query-efficient black-box adversarial attack
 * via random search", ECCV 2020, the L∞ version. It uses outputs, not gradients: squares of ±λ, which become smaller, are
 * tried at random and kept where they raise the loss. Where it is stronger than gradient attacks, gradients are masked.
 */
import * as tf from '@tensorflow/tfjs-core';
import { expectWithin, limits } from '../common/limits.js';
import { sizeOf } from '../common/shape.js';
import { type HostOperation, hostCall } from '../compute/host-call.js';
import { type Key, rowKey } from '../model/keys.js';
import type { Attack } from './search/attack.js';
import { createAttack } from './search/create-attack.js';
import { withLabels } from './search/criteria.js';
import { cleanLabels } from './search/evaluate-result.js';
import { expected, expectedLoss } from './search/gradients.js';
import { type Loss, margin } from './search/losses.js';
import { generatorOf, randomSigns } from './search/noise.js';
import { larger, pixelLambda, project } from './search/region.js';

/** Order of the axes of the inputs: [N, C, H, W], or [N, H, W, C]. */
export type Layout = 'channels-first' | 'channels-last';

/** Options of the Square attack. */
export interface SquareOptions {
  /** Monte Carlo samples of a stochastic model over which a query is averaged; default 10. */
  readonly samples?: number;
  /** Default margin. */
  readonly loss?: Loss;
  /** Number of queries; default 5000. */
  readonly steps?: number;
  /** p: share of the pixels that the first squares cover, 0 < p ≤ 1; default 0.8. */
  readonly share?: number;
  /** Default `channels-first`, the layout of the agents' observations. */
  readonly layout?: Layout;
}

/**
 * Square attack from vertical stripes of ±λ, which the first query evaluates.
 * @throws RangeError for queries out of range (limits.ts) or another share
 */
export function square(options: SquareOptions = {}): Attack {
  const { samples = 10, loss = margin, steps = 5000, share = 0.8, layout = 'channels-first' } = options;
  expectWithin('square, queries', limits.adversary.steps, steps);
  if (!(share > 0 && share <= 1)) throw new RangeError(`square: expected a share above 0, at most 1, got ${share}`);
  const settings = { score: expected({ samples }).label, loss: loss.label, steps, share };
  return createAttack(
    { label: loss === margin ? 'square' : `square-${loss.label}`, settings },
    {
      iterations: steps,
      prepare: (task) => ({ labels: cleanLabels(task) }),
      start(task, _, { lambda, key }) {
        const rows = axesOf(layout).rows;
        const stripes = randomSigns(task.inputs.shape.with(rows, 1), key);
        const x = project(task, lambda, tf.add(task.inputs, tf.mul(stripes, pixelLambda(task, lambda))));
        return { x, loss: tf.fill([x.shape[0]], Number.NEGATIVE_INFINITY) };
      },
      step(task, state, { lambda, key, index }) {
        const { model, criterion, inputs } = task;
        const x = state.x as tf.Tensor4D;
        const labeled = withLabels(criterion, state.labels as tf.Tensor1D);
        const score = (pixels: tf.Tensor4D) => expectedLoss(model, pixels, labeled, loss, key, samples).losses;
        const squares = randomSquares(inputs.shape, { layout, share, steps }, key, index);
        const tried = project(task, lambda, tf.add(x, tf.mul(squares, pixelLambda(task, lambda))));
        // Of a stochastic model both points are evaluated with the same samples, since a stored loss may be low or high by chance.
        const first = tf.equal(index, 0);
        const toBeat = model.stochastic ? tf.where(first, state.loss!, score(x)) : state.loss!;
        const kept = larger(tried, score(tried), { x, losses: toBeat });
        return { x: kept.x, loss: kept.losses };
      },
    },
  );
}

interface Squares {
  readonly layout: Layout;
  readonly share: number;
  readonly steps: number;
}

const axesOf = (layout: Layout) =>
  layout === 'channels-first' ? { channels: 1, rows: 2, columns: 3 } : { rows: 1, columns: 2, channels: 3 };

/**
 * Returns ±2 in one square of each example, a sign for each channel, and 0 elsewhere. All are 0 at the first query, which
 * evaluates the start point.
 */
function randomSquares(shape: readonly number[], squares: Squares, key: Key, index: tf.Scalar): tf.Tensor4D {
  const { layout, share, steps } = squares;
  const axes = axesOf(layout);
  const stride = (axis: number) => sizeOf(shape.slice(axis + 1));
  const [height, width, channels] = [shape[axes.rows]!, shape[axes.columns]!, shape[axes.channels]!];
  const operation: HostOperation = {
    name: 'squares',
    outputs: () => [{ shape, dtype: 'float32' }],
    run([words, index], [delta]) {
      delta!.fill(0);
      const query = index![0]!;
      if (query === 0) return;
      const side = sideOf(share * shareLeft(query / steps), height, width);
      for (let example = 0; example < shape[0]!; example++) {
        const rng = generatorOf('squares', rowKey(words!, example, shape[0]!));
        const [top, left] = [rng.integer(height - side + 1), rng.integer(width - side + 1)];
        for (let channel = 0; channel < channels; channel++) {
          const value = rng.integer(2) === 0 ? -2 : 2;
          for (let row = top; row < top + side; row++) {
            for (let column = left; column < left + side; column++) {
              const offset = channel * stride(axes.channels) + row * stride(axes.rows) + column * stride(axes.columns);
              delta![example * stride(0) + offset] = value;
            }
          }
        }
      }
    },
  };
  return hostCall(operation, [key, index])[0] as tf.Tensor4D;
}

const sideOf = (share: number, height: number, width: number): number =>
  Math.min(height, width, Math.max(1, Math.round(Math.sqrt(share * height * width))));

/** The published schedule: at each of these shares of all queries, the area of the squares is halved. */
const halvings = [0.001, 0.005, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8] as const;

/** Returns the factor on p. @param done share of the queries that are done */
const shareLeft = (done: number): number => 2 ** -halvings.filter((start) => done > start).length;
