/** A network of the largest size that is taken: in time, and without more copies of it than there must be. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { sampleSize } from '../helpers/sample.js';

const dist = new URL('../../dist/', import.meta.url);

/** Writes the graph Flatten → Gemm (transposed) → Gemm with so many MiB of weights, then imports it. → MB that the import took at its peak, and ms that it computed */
const program = (mebibytes: number) => `
  const { encodeModel } = await import('${new URL('compute/onnx/onnx-model.js', dist)}');
  const { importOnnx } = await import('${new URL('interop/onnx/import-onnx.js', dist)}');
  const units = Math.floor((${mebibytes} * 2 ** 20) / 4 / 28224);
  const weights = (...shape) => new Uint8Array(new Float32Array(shape.reduce((a, b) => a * b)).fill(0.01).buffer);
  const node = (operator, inputs, output, attributes = {}) => ({ operator, inputs, outputs: [output], attributes });
  const file = encodeModel({
    nodes: [node('Flatten', ['x'], 'f'), node('Gemm', ['f', 'w'], 'h', { transB: 1 }), node('Gemm', ['h', 'v'], 'y')],
    initializers: [
      { name: 'w', shape: [units, 28224], dtype: 'float32', data: weights(units, 28224) },
      { name: 'v', shape: [units, 3], dtype: 'float32', data: weights(units, 3) },
    ],
    inputs: [{ name: 'x', dtype: 'float32', shape: [1, 4, 84, 84] }],
    outputs: [{ name: 'y', dtype: 'float32', shape: [1, 3] }],
  });
  gc();
  const before = process.memoryUsage.rss();
  let peak = before;
  const start = process.cpuUsage();
  const { outputs } = importOnnx(file, 'file');
  const { user, system } = process.cpuUsage(start);
  peak = Math.max(peak, process.memoryUsage.rss());
  console.log(JSON.stringify({ outputs, grownMB: (peak - before) / 1e6, processorMs: (user + system) / 1000 }));
`;

it('is imported with two copies of its weights', { timeout: 120_000 }, () => {
  const mebibytes = sampleSize(32, 126);
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', '--input-type=module', '-e', program(mebibytes)],
    {
      encoding: 'utf8',
    },
  );
  expect(stderr).toBe('');
  const { outputs, grownMB, processorMs } = JSON.parse(stdout);
  expect(outputs).toBe(3);
  expect(grownMB).toBeLessThan(3 * mebibytes);
  expect(processorMs).toBeLessThan(10_000);
});
