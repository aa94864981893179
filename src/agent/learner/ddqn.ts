/** The loss of double DQN (van Hasselt, Guez, Silver 2016) and its gradient, as a pure function over tensors. */
import * as tf from '@tensorflow/tfjs-core';
import type { Network, Parameters } from '../../model/model.js';

/** A batch of transitions, with the names of the equations; `tm1` is t − 1. */
export interface BatchTensors {
  /** Observations before the action, [N, 4, 84, 84], pixels 0…255. */
  readonly s_tm1: tf.Tensor4D;
  /** Actions taken, [N] int32. */
  readonly a_tm1: tf.Tensor1D;
  /** Rewards received, [N]. */
  readonly r_t: tf.Tensor1D;
  /** γ, or 0 where the episode terminated, [N]. */
  readonly discount_t: tf.Tensor1D;
  /** Observations after the action, [N, 4, 84, 84]. */
  readonly s_t: tf.Tensor4D;
}

/** The loss of a TD error. `huber` is quadratic within ±1 and linear beyond, so its gradient is the clipped error. */
export type TdLoss = 'huber' | 'squared';

/** Returns r + γ Q⁻(s′, argmax Q(s′, ·)) [N]: the online network chooses the action, the target network evaluates it. */
export function doubleQTarget(
  qOnline_t: tf.Tensor2D,
  qTarget_t: tf.Tensor2D,
  r_t: tf.Tensor1D,
  discount_t: tf.Tensor1D,
): tf.Tensor1D {
  return tf.tidy(() => tf.add(r_t, tf.mul(discount_t, select(qTarget_t, tf.argMax(qOnline_t, 1)))));
}

/** Selects the Q-values of the actions: [N, A], [N] → [N]. */
export function select(q: tf.Tensor2D, actions: tf.Tensor1D): tf.Tensor1D {
  return tf.sum(tf.mul(q, tf.oneHot(actions, q.shape[1])), 1);
}

/** Returns the loss of each TD error: ½·δ², or Huber's loss with threshold 1. */
export function tdLoss(tdError: tf.Tensor1D, loss: TdLoss): tf.Tensor1D {
  return tf.tidy(() => {
    if (loss === 'squared') return tf.mul(0.5, tf.square(tdError));
    const size = tf.abs(tdError);
    const quadratic = tf.minimum(size, 1);
    return tf.add(tf.mul(0.5, tf.square(quadratic)), tf.sub(size, quadratic));
  });
}

/**
 * Computes the mean loss of the batch and its gradient with respect to the online parameters. The target has no gradient.
 * @returns [loss [], mean over the batch of max Q(s′, ·) [], ...one gradient per parameter]
 */
export function ddqnGradients(
  network: Network,
  online: Parameters,
  target: Parameters,
  { s_tm1, a_tm1, r_t, discount_t, s_t }: BatchTensors,
  loss: TdLoss,
): tf.Tensor[] {
  return tf.tidy(() => {
    const q_t = network(online, s_t);
    const target_tm1 = doubleQTarget(q_t, network(target, s_t), r_t, discount_t);
    const meanLoss = (...parameters: tf.Tensor[]): tf.Scalar => {
      const qa_tm1 = select(network(parameters, s_tm1), a_tm1);
      return tf.mean(tdLoss(tf.sub(qa_tm1, target_tm1), loss));
    };
    const { value, grads } = tf.valueAndGrads(meanLoss)([...online]);
    return [value, tf.mean(tf.max(q_t, 1)), ...grads];
  });
}
