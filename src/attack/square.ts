/**
 * Square attack: Andriushchenko, Croce, Flammarion and Hein, "Square attack: a query-efficient black-box adversarial attack
 * via random search", ECCV 2020, its L∞ form. Sees scores, no gradients: squares of ±λ are tried, smaller and smaller, and
 * kept where they raise the loss. Where it beats a gradient attack, the gradients are masked.
 */
import * as tf from '@tensorflow/tfjs-core';
import { expectWithin, limits } from '../common/limits.js';
import { type HostOperation, hostCall } from '../compute/host-call.js';
import { type Key, rowKey } from '../model/keys.js';
import type { Attack } from './search/attack.js';
import { createAttack } from './search/create-attack.js';
import { withLabels } from './search/criteria.js';
import { expected, expectedLoss } from './search/gradients.js';
import { cleanLabels } from './search/judge.js';
import { type Loss, margin } from './search/losses.js';
import { generatorOf, randomSigns } from './search/noise.js';
import { larger, project, reach } from './search/region.js';

/** Where the rows and columns of the inputs lie. */
export type Layout = 'channels-first' | 'channels-last';

export interface SquareOptions {
  /** Draws of a stochastic model over which a score is averaged; default 10. */
  readonly draws?: number;
  /** Default the margin. */
  readonly loss?: Loss;
  /** Queries; default 5000. */
  readonly steps?: number;
  /** p: share of the pixels that the first squares cover; default 0.8. */
  readonly share?: number;
  /** Default `channels-first`, as observations of agents are. */
  readonly layout?: Layout;
}

/** From vertical stripes of ±λ; the first query is theirs. */
export function square(options: SquareOptions = {}): Attack {
  const { draws = 10, loss = margin, steps = 5000, share = 0.8, layout = 'channels-first' } = options;
  expectWithin('square, queries', limits.adversary.steps, steps);
  if (!(share > 0 && share <= 1)) throw new RangeError(`square: expected a share in 0…1, got ${share}`);
  const settings = { score: expected({ draws }).label, loss: loss.label, steps, share };
  return createAttack(
    { label: loss === margin ? 'square' : `square-${loss.label}`, settings },
    {
      turns: steps,
      prepare: (task) => ({ labels: cleanLabels(task) }),
      start(task, _, { epsilon, key }) {
        const rows = axesOf(layout).rows;
        const stripes = randomSigns(task.inputs.shape.with(rows, 1), key);
        const x = project(task, epsilon, tf.add(task.inputs, tf.mul(stripes, reach(task, epsilon))));
        return { x, loss: tf.fill([x.shape[0]], Number.NEGATIVE_INFINITY) };
      },
      step(task, state, { epsilon, key, index }) {
        const { model, criterion, inputs } = task;
        const x = state.x as tf.Tensor4D;
        const aim = withLabels(criterion, state.labels as tf.Tensor1D);
        const score = (pixels: tf.Tensor4D) => expectedLoss(model, pixels, aim, loss, key, draws).losses;
        const squares = trySquares(inputs.shape, { layout, share, steps }, key, index);
        const tried = project(task, epsilon, tf.add(x, tf.mul(squares, reach(task, epsilon))));
        // The luck of one draw must not stay the mark to beat: stochastic models score both points on the same draws.
        const first = tf.equal(index, 0);
        const mark = model.stochastic ? tf.where(first, state.loss!, score(x)) : state.loss!;
        const kept = larger(tried, score(tried), { x, losses: mark });
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

/** ±2 in one square of each example, a sign for each channel, 0 elsewhere; all 0 at the first query, the start's own. */
function trySquares(shape: readonly number[], squares: Squares, key: Key, index: tf.Scalar): tf.Tensor4D {
  const { layout, share, steps } = squares;
  const axes = axesOf(layout);
  const stride = (axis: number) => shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const [height, width, channels] = [shape[axes.rows]!, shape[axes.columns]!, shape[axes.channels]!];
  const operation: HostOperation = {
    name: 'squares',
    outputs: () => [{ shape, dtype: 'float32' }],
    run([words, turn], [delta]) {
      delta!.fill(0);
      const query = turn![0]!;
      if (query === 0) return;
      const side = sideOf(share * shareLeft(query / steps), height, width);
      for (let example = 0; example < shape[0]!; example++) {
        const rng = generatorOf('squares', rowKey(words!, example, shape[0]!));
        const [top, left] = [rng.integer(height - side + 1), rng.integer(width - side + 1)];
        for (let channel = 0; channel < channels; channel++) {
          const value = rng.integer(2) === 0 ? -2 : 2;
          for (let row = top; row < top + side; row++) {
            for (let column = left; column < left + side; column++) {
              const place = channel * stride(axes.channels) + row * stride(axes.rows) + column * stride(axes.columns);
              delta![example * stride(0) + place] = value;
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

/** The published schedule, in shares of all queries: at each of these the squares' area is halved. */
const halvings = [0.001, 0.005, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8] as const;

const shareLeft = (done: number): number => 2 ** -halvings.filter((start) => done > start).length;
