import '../../../src/compute/engine.js';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ddqnGradients, doubleQTarget, type TdLoss, tdLoss } from '../../../src/agent/learner/ddqn.js';
import type { Network } from '../../../src/model/model.js';

beforeAll(() => tf.setBackend('cpu'));

const numbers = (tensor: tf.Tensor): number[] => [...tensor.dataSync()].map((x) => Number(x.toFixed(5)));

describe('doubleQTarget', () => {
  it('evaluates the action of the online network with the target network', () => {
    tf.tidy(() => {
      const online = tf.tensor2d([
        [1, 5, 2],
        [9, 0, 0],
      ]);
      const target = tf.tensor2d([
        [10, 20, 30],
        [40, 50, 60],
      ]);
      const q = doubleQTarget(online, target, tf.tensor1d([1, -1]), tf.tensor1d([0.5, 0.5]));
      expect(numbers(q)).toEqual([1 + 0.5 * 20, -1 + 0.5 * 40]);
    });
  });

  it('is the reward alone if the episode terminated', () => {
    tf.tidy(() => {
      const q = tf.tensor2d([[7, 8]]);
      expect(numbers(doubleQTarget(q, q, tf.tensor1d([1]), tf.tensor1d([0])))).toEqual([1]);
    });
  });
});

describe('tdLoss', () => {
  it.each<{ loss: TdLoss; error: number; value: number; gradient: number }>([
    { loss: 'huber', error: 0.5, value: 0.125, gradient: 0.5 },
    { loss: 'huber', error: -0.5, value: 0.125, gradient: -0.5 },
    { loss: 'huber', error: 3, value: 2.5, gradient: 1 },
    { loss: 'huber', error: -3, value: 2.5, gradient: -1 },
    { loss: 'squared', error: -3, value: 4.5, gradient: -3 },
  ])('$loss of $error is $value, its slope $gradient', ({ loss, error, value, gradient }) => {
    tf.tidy(() => {
      const x = tf.tensor1d([error]);
      expect(numbers(tdLoss(x, loss))).toEqual([value]);
      expect(numbers(tf.grad((e) => tf.sum(tdLoss(e as tf.Tensor1D, loss)))(x))).toEqual([gradient]);
    });
  });
});

describe('ddqnGradients', () => {
  // A network with one weight an action, q(s, a) = w[a] · s: every gradient can be written down.
  const network: Network = ([w], s) => tf.mul(tf.reshape(s, [-1, 1]), w!) as tf.Tensor2D;
  const batch = () => ({
    s_tm1: tf.tensor4d([1, 2], [2, 1, 1, 1]),
    a_tm1: tf.tensor1d([0, 1], 'int32'),
    r_t: tf.tensor1d([1, 0.5]),
    discount_t: tf.tensor1d([0.5, 0]),
    s_t: tf.tensor4d([2, 3], [2, 1, 1, 1]),
  });

  it('is the mean over the batch of error × state, for the actions taken', () => {
    tf.tidy(() => {
      const [online, target] = [tf.tensor2d([[0.25, 0.5]]), tf.tensor2d([[4, 0.25]])];
      const [loss, meanQ, gradient] = ddqnGradients(network, [online], [target], batch(), 'squared');
      // Targets: 1 + ½ · 2 · 0.25 = 1.25 (the online network prefers action 1), 0.5. Errors: 0.25 − 1.25, 1 − 0.5.
      expect(numbers(loss!)).toEqual([(0.5 * 1 + 0.5 * 0.25) / 2]);
      expect(numbers(gradient!)).toEqual([(-1 * 1) / 2, (0.5 * 2) / 2]);
      expect(numbers(meanQ!)).toEqual([(2 * 0.5 + 3 * 0.5) / 2]);
    });
  });

  it('leaves no tensors behind except its results', () => {
    const inputs = batch();
    const weights = tf.tensor2d([[0.25, 0.5]]);
    const before = tf.memory().numTensors;
    const results = ddqnGradients(network, [weights], [weights], inputs, 'huber');
    expect(tf.memory().numTensors).toBe(before + 3);
    tf.dispose([results, weights, Object.values(inputs)]);
  });
});
