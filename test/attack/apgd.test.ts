/** Auto-PGD step by step against Algorithm 1 of the paper, over plain numbers. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { apgd, checkpoints } from '../../src/attack/apgd.js';
import { callsOf, type State, type Task } from '../../src/attack/search/attack.js';
import { misclassification } from '../../src/attack/search/criteria.js';
import { exact } from '../../src/attack/search/gradients.js';
import { margin } from '../../src/attack/search/losses.js';
import { createRandom } from '../../src/common/random.js';
import { loadEagerBackend } from '../../src/compute/engine.js';
import { createModel } from '../../src/model/create-model.js';
import { keyFor } from '../../src/model/model.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const pixels = 4;
const rng = createRandom(5);
const frequencies = Array.from({ length: pixels }, () => 0.3 + rng.uniform());
const phases = Array.from({ length: pixels }, () => 6 * rng.uniform());
const input = Array.from({ length: pixels }, () => 100 + 50 * rng.uniform());

/** Many local maxima: steps overshoot, and the step size is halved. */
const hills = (x: readonly number[]) =>
  x.reduce((sum, value, i) => sum + Math.sin(frequencies[i]! * value + phases[i]!), 0);
const slope = (x: readonly number[]) =>
  x.map((value, i) => frequencies[i]! * Math.cos(frequencies[i]! * value + phases[i]!));

/** Outputs 0 and the hills: the margin over label 0 is the hills. */
const model = () =>
  createModel(
    ([f, p], images) => {
      const angle = tf.add(tf.mul(tf.reshape(images, [images.shape[0], -1]), f!), p!);
      const height = tf.sum(tf.sin(angle), -1, true);
      return tf.concat([tf.zerosLike(height), height], 1) as tf.Tensor2D;
    },
    [tf.tensor1d(frequencies), tf.tensor1d(phases)],
  );

/** Returns the points of Algorithm 1 from `x0`, the number of halvings, and the best point. */
function reference(x0: readonly number[], lambda: number, steps: number) {
  const project = (x: readonly number[]) =>
    x.map((value, i) => Math.min(input[i]! + lambda, Math.max(input[i]! - lambda, value)));
  const points = [[...x0]];
  let [before, x, from] = [[...x0], [...x0], slope(x0)];
  let best = { x, f: hills(x), gradient: slope(x) };
  let [eta, rises, last, checkedAt] = [2 * lambda, 0, hills(x), 0];
  let [halvings, halvedBefore, bestBefore] = [0, true, Number.NEGATIVE_INFINITY];
  for (let k = 0; k < steps; k++) {
    const weight = k === 0 ? 1 : 0.75;
    const z = project(x.map((value, i) => value + eta * Math.sign(from[i]!)));
    const next = project(x.map((value, i) => value + weight * (z[i]! - value) + (1 - weight) * (value - before[i]!)));
    before = x;
    x = next;
    points.push(x);
    const f = hills(x);
    from = slope(x);
    rises += Number(f > last);
    last = f;
    if (f > best.f) best = { x, f, gradient: from };
    if (!checkpoints(steps).includes(k + 1)) continue;
    const halve = rises < 0.75 * (k + 1 - checkedAt) || (!halvedBefore && best.f <= bestBefore);
    if (halve) {
      eta /= 2;
      halvings++;
      x = best.x;
      from = best.gradient;
      last = best.f;
    }
    [rises, checkedAt, halvedBefore, bestBefore] = [0, k + 1, halve, best.f];
  }
  return { points, halvings, best };
}

describe('Auto-PGD', () => {
  const [lambda, steps] = [12, 40];

  it.each([1, 2, 3, 4, 5])('takes the steps of the paper, from start %i', (counter) => {
    const attack = apgd({ gradient: exact(), loss: margin, steps });
    const target = model();
    const key = tf.tensor1d([9, counter, 0], 'int32');
    const task: Task = {
      model: target,
      evaluatedModel: target,
      inputs: tf.tensor4d(input, [1, 1, 1, pixels]),
      criterion: misclassification(tf.tensor1d([0], 'int32')),
      key,
      outputSamples: 1,
    };
    const visited: number[][] = [];
    let state: State = attack.search.prepare(task);
    for (const { phase, use, index } of callsOf(attack.search, () => lambda)) {
      const iteration = { lambda: tf.scalar(lambda), key: keyFor(key, use), index: tf.scalar(index) };
      state = { ...state, ...attack.search[phase]!(task, state, iteration) };
      visited.push([...state.x!.dataSync()]);
    }
    // One more gradient is taken after the last step; the point after it does not count.
    visited.pop();
    const { points, halvings, best } = reference(visited[0]!, lambda, steps);
    expect(visited.length).toBe(steps + 1);
    for (const [k, point] of points.entries()) {
      expect(visited[k], `point ${k}`).toEqual(point.map((value) => expect.closeTo(value, 2)));
    }
    expect([...state.best!.dataSync()]).toEqual(best.x.map((value) => expect.closeTo(value, 2)));
    expect(state.bestLoss!.dataSync()[0]).toBeCloseTo(best.f, 3);
    expect(halvings).toBeGreaterThan(0);
  });
});

describe('the checkpoints of Auto-PGD', () => {
  it('are those of the paper', () => {
    // p = 0, 0.22, 0.41, 0.57, 0.70, 0.80, 0.87, 0.93, 0.99
    expect(checkpoints(100)).toEqual([22, 41, 57, 70, 80, 87, 93, 99]);
    expect(checkpoints(1)).toEqual([1]);
  });
});
