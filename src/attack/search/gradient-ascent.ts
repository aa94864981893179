/** The loop that all iterated gradient attacks share: take the gradient at the point, update the point, project, repeat. */
import * as tf from '@tensorflow/tfjs-core';
import { expectWithin, limits } from '../../common/limits.js';
import type { Attack, Iteration, State, Task } from './attack.js';
import { createAttack } from './create-attack.js';
import { withLabels } from './criteria.js';
import { cleanLabels } from './evaluate-result.js';
import type { Gradient, InputGradient } from './gradients.js';
import type { Loss } from './losses.js';
import { randomUniform } from './noise.js';
import { perExample, pixelLambda, project, zeroShare } from './region.js';

/** The current point, with what an update may use. */
export interface UpdateInput {
  /** The point, [N, …] as the inputs. */
  readonly x: tf.Tensor4D;
  /** Gradient of the loss at `x`, mean over the Monte Carlo samples of this iteration; of the shape of `x`. */
  readonly gradient: tf.Tensor4D;
  /** Loss at `x` over the same samples, [N]. */
  readonly losses: tf.Tensor1D;
  /** What the rule remembers, and the state of the search. */
  readonly state: State;
  /** λ, key and index of this iteration. */
  readonly iteration: Iteration;
  /** Projects points onto the λ-ball and the bounds. */
  project(points: tf.Tensor): tf.Tensor4D;
}

/** An update rule. Both functions are pure, as the phases of a search are. */
export interface Update {
  /** Returns what the rule remembers between iterations, at the start: for example, the moments of Adam. */
  initialState(x: tf.Tensor4D, lambda: tf.Scalar): State;
  /** Returns the next point, projected, and the changed state. */
  next(at: UpdateInput): State & {
    /** The next point, of the shape of the inputs. */
    readonly x: tf.Tensor4D;
  };
}

/** Options of `gradientAscent`. */
export interface GradientAscentOptions {
  /** Name of the attack for reports. Append the loss where it is not the attack's default. */
  readonly label: string;
  /** How the gradient of the loss is taken. */
  readonly gradient: Gradient;
  /** The loss that the attack increases. */
  readonly loss: Loss;
  /** The update rule. */
  readonly update: Update;
  /** Number of iterations, possibly by λ in gray levels. */
  readonly steps: number | ((lambda: number) => number);
  /** Start: the clean input (default), or a point drawn uniformly from the λ-ball. */
  readonly from?: 'input' | 'random';
  /**
   * The result: the last point (default), or the best point of all restarts. A point that is adversarial is better than one
   * that is not; of two such points the one with the larger loss is better. Of a stochastic model only the last point of
   * each start competes, because the largest of many noisy losses would be chosen for its noise. With `best`, one more
   * gradient than `steps` is taken, for the loss of the last point.
   */
  readonly keep?: 'last' | 'best';
  /** Number of starts; default 1. */
  readonly restarts?: number;
  /** Further settings, for reports. */
  readonly settings?: Readonly<Record<string, number | string>>;
}

/**
 * Makes an attack by gradient ascent.
 * @throws RangeError for steps or restarts out of range (limits.ts); for restarts that do not both start at random points
 * and keep the best; for `best` with a number of steps that depends on λ
 */
export function gradientAscent(options: GradientAscentOptions): Attack {
  const { label, gradient, loss, update, steps, from = 'input', keep = 'last', restarts = 1, settings } = options;
  if (typeof steps === 'number') expectWithin(`${label}, steps`, limits.adversary.steps, steps);
  expectWithin(`${label}, restarts`, limits.adversary.restarts, restarts);
  if (restarts > 1 && (keep === 'last' || from === 'input')) {
    throw new RangeError(
      `${label}: with restarts, expected { from: 'random', keep: 'best' }, got { from: '${from}', keep: '${keep}' }`,
    );
  }
  const best = keep === 'best';
  if (best && typeof steps !== 'number') {
    throw new RangeError(`${label}: with keep 'best', expected a fixed number of steps, got a function of λ`);
  }
  const competes = ({ model }: Task, { index }: Iteration): tf.Tensor =>
    model.stochastic ? tf.equal(index, steps as number) : tf.scalar(true);
  const described = {
    gradient: gradient.label,
    loss: loss.label,
    ...(typeof steps === 'number' && { steps }),
    ...(restarts > 1 && { restarts }),
    ...settings,
  };
  return createAttack(
    { label, settings: described },
    {
      restarts,
      iterations: typeof steps === 'number' ? steps + Number(best) : steps,
      prepare: (task) => ({ labels: cleanLabels(task) }),
      start(task, _, iteration) {
        const x = from === 'input' ? task.inputs.clone() : randomPoint(task, iteration);
        return {
          x,
          ...update.initialState(x, iteration.lambda),
          ...noZeroGradients(x.shape[0]),
          ...(best && noBest(x)),
        };
      },
      step(task, state, iteration) {
        const { model, criterion } = task;
        const x = state.x as tf.Tensor4D;
        const labeled = withLabels(criterion, state.labels as tf.Tensor1D);
        const found = gradient(model, x, labeled, loss, iteration.key);
        const at: UpdateInput = {
          x,
          gradient: found.gradient,
          losses: found.losses,
          state,
          iteration,
          project: (points) => project(task, iteration.lambda, points),
        };
        return {
          ...update.next(at),
          ...countZeroGradients(state, zeroShare(task, found.gradient), found.isAdversarial),
          ...(best && updateBest(x, found, state, competes(task, iteration))),
        };
      },
    },
  );
}

const noBest = (x: tf.Tensor4D): State => ({
  best: x.clone(),
  bestLoss: tf.fill([x.shape[0]], Number.NEGATIVE_INFINITY),
  bestIsAdversarial: tf.zeros([x.shape[0]]),
});

/** Compares the best point so far with this one, example by example. */
function updateBest(
  x: tf.Tensor4D,
  found: InputGradient,
  { best, bestLoss, bestIsAdversarial }: State,
  competes: tf.Tensor,
): State {
  const isAdversarial = tf.cast(found.isAdversarial, 'float32');
  const more = tf.greater(isAdversarial, bestIsAdversarial!);
  const same = tf.equal(isAdversarial, bestIsAdversarial!);
  const beats = tf.logicalAnd(competes, tf.logicalOr(more, tf.logicalAnd(same, tf.greater(found.losses, bestLoss!))));
  return {
    best: tf.where(perExample(beats), x, best!),
    bestLoss: tf.where(beats, found.losses, bestLoss!),
    bestIsAdversarial: tf.where(beats, isAdversarial, bestIsAdversarial!),
  };
}

const randomPoint = (task: Task, { lambda, key }: Iteration): tf.Tensor4D =>
  project(task, lambda, tf.add(task.inputs, tf.mul(randomUniform(task.inputs.shape, key), pixelLambda(task, lambda))));

/**
 * Running mean of the share of zero gradients over the `counted` points that were not adversarial. At adversarial points a
 * zero gradient does not hinder the attack: for example, the difference of logits ratio is constant where the label is third.
 */
const noZeroGradients = (examples: number): State => ({
  zeroGradients: tf.zeros([examples]),
  counted: tf.zeros([examples]),
});

function countZeroGradients({ zeroGradients, counted }: State, share: tf.Tensor1D, isAdversarial: tf.Tensor1D): State {
  const counts = tf.sub(1, tf.cast(isAdversarial, 'float32'));
  const count = tf.add(counted!, counts);
  const step = tf.div(tf.mul(counts, tf.sub(share, zeroGradients!)), tf.maximum(count, 1));
  return { zeroGradients: tf.add(zeroGradients!, step), counted: count };
}

/** Checks a step size in gray levels. @throws RangeError out of range (limits.ts) */
export const expectStepSize = (attack: string, grayLevels: number): void =>
  expectWithin(`${attack}, step size`, limits.adversary.stepSize, grayLevels);
