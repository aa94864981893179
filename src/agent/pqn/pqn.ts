/** The loss of parallel Q-learning (Gallici et al. 2025, algorithm 1) and its gradient, as a pure function over tensors. */
import * as tf from '@tensorflow/tfjs-core';
import type { Network, Parameters } from '../../model/model.js';
import { select, type TdLoss, tdLoss } from '../learner/ddqn.js';

/** A minibatch. */
export interface PqnBatch {
  /** Pixels 0…255, [N, 4, 84, 84]. */
  readonly observations: tf.Tensor4D;
  /** [N] int32. */
  readonly actions: tf.Tensor1D;
  /** The targets of Q(s, a), [N]; see `lambdaReturns`. */
  readonly returns: tf.Tensor1D;
}

/** @returns [mean loss [], ...one gradient per parameter] */
export function pqnGradients(
  network: Network,
  parameters: Parameters,
  { observations, actions, returns }: PqnBatch,
  loss: TdLoss,
): tf.Tensor[] {
  return tf.tidy(() => {
    const meanLoss = (...variables: tf.Tensor[]): tf.Scalar =>
      tf.mean(tdLoss(tf.sub(select(network(variables, observations), actions), returns), loss));
    const { value, grads } = tf.valueAndGrads(meanLoss)([...parameters]);
    return [value, ...grads];
  });
}
