/** The loop that all iterated gradient attacks share: take the gradient at the point, move, project, again. */
import * as tf from '@tensorflow/tfjs-core';
import { expectWithin, limits } from '../../common/limits.js';
import type { Attack, State, Task, Turn } from './attack.js';
import { createAttack } from './create-attack.js';
import { withLabels } from './criteria.js';
import type { Gradient, InputGradient } from './gradients.js';
import { cleanLabels } from './judge.js';
import type { Loss } from './losses.js';
import { randomUniform } from './noise.js';
import { perExample, project, reach, zeroShare } from './region.js';

/** Where a point stands, and what is known there. */
interface Standing {
  readonly x: tf.Tensor4D;
  /** Of the loss at `x`, mean over the draws of this turn. */
  readonly gradient: tf.Tensor4D;
  /** At `x`, over the same draws, [N]. */
  readonly losses: tf.Tensor1D;
  readonly state: State;
  readonly turn: Turn;
  /** To the nearest point of the λ-ball and the bounds. */
  project(points: tf.Tensor): tf.Tensor4D;
}

/** How a point moves along gradients. Pure, as the phases of a search are. */
export interface Move {
  /** What it remembers from step to step, at the start. */
  memory(x: tf.Tensor4D, epsilon: tf.Scalar): State;
  /** The next point, projected, and what changed in the memory. */
  next(at: Standing): State & { readonly x: tf.Tensor4D };
}

export interface GradientAscentOptions {
  /** Of the attack; the loss is appended where it is not the attack's usual one. */
  readonly label: string;
  readonly gradient: Gradient;
  readonly loss: Loss;
  readonly move: Move;
  readonly steps: number | ((lambda: number) => number);
  /** The clean input (default), or a point drawn uniformly from the λ-ball. */
  readonly from?: 'input' | 'random';
  /**
   * What is judged: the last point (default), or the best of all, over the restarts too: one that reaches the aim before
   * one that does not, then the larger loss. Of a stochastic model only the last point of each start competes: the largest
   * of many losses seen once is the luckiest. With `best` one gradient more than there are steps is taken, for the loss of
   * the last point.
   */
  readonly keep?: 'last' | 'best';
  readonly restarts?: number;
  /** Further settings, for reports. */
  readonly settings?: Readonly<Record<string, number | string>>;
}

/** @throws RangeError for steps or restarts out of range (limits.ts), or when of several restarts only the last would count */
export function gradientAscent(options: GradientAscentOptions): Attack {
  const { label, gradient, loss, move, steps, from = 'input', keep = 'last', restarts = 1, settings } = options;
  if (typeof steps === 'number') expectWithin(`${label}, steps`, limits.adversary.steps, steps);
  expectWithin(`${label}, restarts`, limits.adversary.restarts, restarts);
  if (restarts > 1 && (keep === 'last' || from === 'input')) {
    throw new RangeError(`${label}: expected restarts from random points of which the best is kept`);
  }
  const best = keep === 'best';
  if (best && typeof steps !== 'number') throw new RangeError(`${label}: expected one number of steps for every λ`);
  const competes = ({ model }: Task, { index }: Turn): tf.Tensor =>
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
      turns: typeof steps === 'number' ? steps + Number(best) : steps,
      prepare: (task) => ({ labels: cleanLabels(task) }),
      start(task, _, turn) {
        const x = from === 'input' ? task.inputs.clone() : randomPoint(task, turn);
        return {
          x,
          ...move.memory(x, turn.epsilon),
          ...nothingMeasured(x.shape[0]),
          ...(best && nothingFound(x)),
        };
      },
      step(task, state, turn) {
        const { model, criterion } = task;
        const x = state.x as tf.Tensor4D;
        const aim = withLabels(criterion, state.labels as tf.Tensor1D);
        const found = gradient(model, x, aim, loss, turn.key);
        const at: Standing = {
          x,
          gradient: found.gradient,
          losses: found.losses,
          state,
          turn,
          project: (points) => project(task, turn.epsilon, points),
        };
        return {
          ...move.next(at),
          ...measured(state, zeroShare(task, found.gradient), found.reached),
          ...(best && better(x, found, state, competes(task, turn))),
        };
      },
    },
  );
}

const nothingFound = (x: tf.Tensor4D): State => ({
  best: x.clone(),
  bestLoss: tf.fill([x.shape[0]], Number.NEGATIVE_INFINITY),
  bestReached: tf.zeros([x.shape[0]]),
});

/** The best so far against this point, example by example. */
function better(
  x: tf.Tensor4D,
  found: InputGradient,
  { best, bestLoss, bestReached }: State,
  competes: tf.Tensor,
): State {
  const reached = tf.cast(found.reached, 'float32');
  const more = tf.greater(reached, bestReached!);
  const same = tf.equal(reached, bestReached!);
  const beats = tf.logicalAnd(competes, tf.logicalOr(more, tf.logicalAnd(same, tf.greater(found.losses, bestLoss!))));
  return {
    best: tf.where(perExample(beats), x, best!),
    bestLoss: tf.where(beats, found.losses, bestLoss!),
    bestReached: tf.where(beats, reached, bestReached!),
  };
}

const randomPoint = (task: Task, { epsilon, key }: Turn): tf.Tensor4D =>
  project(task, epsilon, tf.add(task.inputs, tf.mul(randomUniform(task.inputs.shape, key), reach(task, epsilon))));

/**
 * Mean share of zero gradients over the points that did not reach the aim, `counted` of them. Where it is reached, the attack
 * is not held up: the difference of logits ratio, say, is a constant where the label has become third.
 */
const nothingMeasured = (examples: number): State => ({
  zeroGradients: tf.zeros([examples]),
  counted: tf.zeros([examples]),
});

function measured({ zeroGradients, counted }: State, share: tf.Tensor1D, reached: tf.Tensor1D): State {
  const counts = tf.sub(1, tf.cast(reached, 'float32'));
  const count = tf.add(counted!, counts);
  const step = tf.div(tf.mul(counts, tf.sub(share, zeroGradients!)), tf.maximum(count, 1));
  return { zeroGradients: tf.add(zeroGradients!, step), counted: count };
}

/** @throws RangeError for a step size out of range (limits.ts) */
export const expectStepSize = (attack: string, pixels: number): void =>
  expectWithin(`${attack}, step size`, limits.adversary.stepSize, pixels);
