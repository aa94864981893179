import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flatOptimizer } from '../../../src/agent/optimizer/flat-optimizer.js';
import { type RmspropOptions, rmsprop } from '../../../src/agent/optimizer/rmsprop.js';
import { compile, loadEagerBackend } from '../../../src/compute/engine.js';
import { createKernels } from '../../../src/compute/kernels.js';

interface Options extends RmspropOptions {
  readonly learningRate: number;
}
const atari: Options = { learningRate: 2.5e-4, decay: 0.95, epsilon: 1e-5 };

const once = { update: 1, learningRate: atari.learningRate };

/** Runs the kernel over a sequence of gradients; returns parameters and moments. */
function run(start: readonly number[], gradients: readonly (readonly number[])[], options: Options) {
  const kernels = createKernels(start.length * 16 + 1024);
  const parameters = kernels.float32(start.length);
  const gradient = kernels.float32(start.length);
  const optimizer = flatOptimizer(start.length, kernels, rmsprop(options));
  parameters.set(start);
  for (const g of gradients) {
    gradient.set(g);
    optimizer.step(parameters, [gradient], { update: 1, learningRate: options.learningRate });
  }
  return { parameters, mean: optimizer.mean, meanSquare: optimizer.meanSquare };
}

/** The same maths in double precision, written as the formula stands. */
function reference(start: readonly number[], gradients: readonly (readonly number[])[], options: Options) {
  const { learningRate, decay, epsilon, centered = true } = options;
  return start.map((parameter, i) => {
    let [p, mean, meanSquare] = [parameter, 0, 0];
    for (const g of gradients.map((row) => row[i]!)) {
      mean = decay * mean + (1 - decay) * g;
      meanSquare = decay * meanSquare + (1 - decay) * g ** 2;
      p -= (learningRate * g) / Math.sqrt(meanSquare - (centered ? mean ** 2 : 0) + epsilon);
    }
    return { p, mean, meanSquare };
  });
}

describe('rmsprop', () => {
  it('follows a sequence computed by hand', () => {
    // decay ½, ε 1, rate 1. g = 2: mean 1, square 2, variance + ε = 2, p = −2/√2.
    // g = −2: mean −½, square 3, variance + ε = 3.75, p = −2/√2 + 2/√3.75.
    const { parameters, mean, meanSquare } = run([0], [[2], [-2]], { learningRate: 1, decay: 0.5, epsilon: 1 });
    expect(mean[0]).toBe(-0.5);
    expect(meanSquare[0]).toBe(3);
    expect(parameters[0]).toBeCloseTo(-2 / Math.SQRT2 + 2 / Math.sqrt(3.75), 6);
  });

  it('divides by the root of the mean square without centering', () => {
    const { parameters } = run([0], [[2], [-2]], { learningRate: 1, decay: 0.5, epsilon: 1, centered: false });
    expect(parameters[0]).toBeCloseTo(-2 / Math.sqrt(3) + 2 / Math.sqrt(4), 6);
  });

  it('agrees with the formula for all lengths, including odd ones', () => {
    const numbers = (length: number) =>
      fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: length, maxLength: length });
    const problem = fc
      .tuple(fc.integer({ min: 1, max: 23 }), fc.integer({ min: 1, max: 6 }))
      .chain(([length, steps]) =>
        fc.tuple(numbers(length), fc.array(numbers(length), { minLength: steps, maxLength: steps })),
      );
    fc.assert(
      fc.property(problem, ([start, gradients]) => {
        const { parameters, mean, meanSquare } = run(start, gradients, atari);
        reference(start, gradients, atari).forEach((expected, i) => {
          expect(parameters[i]).toBeCloseTo(expected.p, 5);
          expect(mean[i]).toBeCloseTo(expected.mean, 5);
          expect(meanSquare[i]).toBeCloseTo(expected.meanSquare, 5);
        });
      }),
    );
  });

  it('does not change floats behind its arrays', () => {
    const kernels = createKernels(4096);
    const [parameters, gradients] = [kernels.float32(5), kernels.float32(5)];
    const optimizer = flatOptimizer(5, kernels, rmsprop(atari));
    const beyond = new Float32Array(parameters.buffer, parameters.byteOffset + 20, 3);
    gradients.fill(1);
    optimizer.step(parameters, [gradients], once);
    expect([...beyond]).toEqual([0, 0, 0]);
    expect(parameters.every((p) => p < 0)).toBe(true);
  });

  it('updates with the mean of several gradients, in ranges or at once', () => {
    const length = 37;
    const slices = 3;
    const value = fc.double({ min: -3, max: 3, noNaN: true });
    const row = fc.array(value, { minLength: length, maxLength: length });
    const rows = fc.array(row, { minLength: slices, maxLength: slices });
    const moved = (gradients: readonly number[][], edges: readonly number[]) => {
      const kernels = createKernels(4096);
      const parameters = kernels.float32(length);
      const blocks = gradients.map((values) => {
        const block = kernels.float32(length);
        block.set(values);
        return block;
      });
      const { step } = flatOptimizer(length, kernels, rmsprop(atari));
      edges.slice(1).forEach((end, i) => {
        step(parameters, blocks, { ...once, range: { start: edges[i]!, end } });
      });
      return parameters;
    };
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: length }), (gradients, edge) => {
        const whole = moved(gradients, [0, length]);
        expect(moved(gradients, [0, edge, length])).toEqual(whole);
        const mean = Array.from({ length }, (_, i) => gradients.reduce((sum, g) => sum + g[i]!, 0) / slices);
        reference(new Array(length).fill(0), [mean], atari).forEach(({ p }, i) => {
          expect(whole[i]).toBeCloseTo(p, 5);
        });
      }),
    );
  });

  it('rejects arrays of another length or another memory', () => {
    const kernels = createKernels(4096);
    const optimizer = flatOptimizer(4, kernels, rmsprop(atari));
    expect(() => optimizer.step(kernels.float32(3), [kernels.float32(4)], once)).toThrow(
      'expected 4 parameters, got 3',
    );
    expect(() => optimizer.step(kernels.float32(4), [new Float32Array(4)], once)).toThrow(
      'expected gradients in the memory',
    );
    const [first, second, , third] = Array.from({ length: 4 }, () => kernels.float32(4)) as Float32Array[];
    for (const apart of [
      [first!, second!, third!],
      [second!, first!],
    ]) {
      expect(() => optimizer.step(kernels.float32(4), apart, once)).toThrow('expected gradients at equal distances');
    }
  });
});

/** Float32 rounds meanSquare − mean² of gradients that hardly change to less than −ε: the root of it was not a number. */
describe('constant gradients', () => {
  const length = 7; // a vector of the kernel, and a rest
  const gradients = (g: number) => Array.from({ length }, (_, i) => Math.fround(g * (1 + i * 0.013)));
  const rows = [1e-5, 1e-7, 1e-8].flatMap((epsilon) => [0.1, 0.3, 3, 100].map((g) => ({ epsilon, g })));

  it.each(rows)('ε $epsilon, g $g: 10,000 updates stay finite, each within lr·g/√ε', ({ epsilon, g }) => {
    const kernels = createKernels(4096);
    const [parameters, gradient] = [kernels.float32(length), kernels.float32(length)];
    const { step } = flatOptimizer(length, kernels, rmsprop({ ...atari, epsilon }));
    gradient.set(gradients(g));
    const bound = (atari.learningRate * gradient[length - 1]!) / Math.sqrt(epsilon);
    for (let update = 0; update < 10_000; update++) {
      const before = parameters.slice();
      step(parameters, [gradient], once);
      // a difference of two parameters is as good as their rounding
      const moves = parameters.map((p, i) => Math.abs(p - before[i]!) - Math.abs(p) * 2e-7);
      expect(Math.max(...moves)).toBeLessThanOrEqual(bound * (1 + 1e-6)); // not so of NaN
    }
  });

  it.each(['tfjs', 'onnx'] as const)('%s: equal to the kernel at every update', async (engine) => {
    await loadEagerBackend();
    for (const { epsilon, g } of rows) {
      const options = { ...atari, epsilon };
      const kernels = createKernels(4096);
      const [parameters, gradient] = [kernels.float32(length), kernels.float32(length)];
      const optimizer = flatOptimizer(length, kernels, rmsprop(options));
      gradient.set(gradients(g));
      const shape = [length];
      const runner = await compile(
        (p, d, m, n) => rmsprop(options).tensorStep(p!, d!, m!, n!, [tf.scalar(options.learningRate)]),
        {
          inputs: [{ shape }, { shape }, { shape }, { shape }],
        },
        { engine },
      );
      for (let update = 0; update < 600; update++) {
        const before = [parameters, gradient, optimizer.mean, optimizer.meanSquare].map((block) => block.slice());
        optimizer.step(parameters, [gradient], once);
        if (update % 20 !== 0 && update < 200) continue;
        const after = await runner.run(before);
        expect(after).toEqual([parameters, optimizer.mean, optimizer.meanSquare].map((block) => block.slice()));
      }
      await runner.dispose();
    }
  });
});
