/** What functions with residents promise, on both engines. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile, loadEagerBackend } from '../../src/compute/engine.js';
import { type HostOperation, hostCall } from '../../src/compute/host-call.js';
import { Resident } from '../../src/compute/resident.js';
import { engines } from '../helpers/engines.js';

beforeAll(async () => {
  await loadEagerBackend();
});

describe.each(engines)('engine %s', (_engine, options) => {
  /** state ← state + x; returns twice the new state. */
  const accumulate = (state: Resident) =>
    compile(
      (sum, x) => tf.tidy(() => [tf.mul(tf.add(sum!, x!), 2), tf.add(sum!, x!)]),
      { inputs: [{ shape: [2], resident: state }, { shape: [2] }], results: [undefined, state] },
      options,
    );
  const read = (state: Resident) =>
    compile((x) => [tf.tidy(() => tf.neg(x!))], { inputs: [{ shape: [2], resident: state }] }, options);

  test('a result takes the place of the value it was made from', async () => {
    const state = new Resident([2]);
    const runner = await accumulate(state);
    expect(runner.outputs).toEqual([{ shape: [2], dtype: 'float32' }]);
    expect(await runner.run([Float32Array.of(1, 2)])).toEqual([Float32Array.of(2, 4)]);
    const given = new Float32Array(2);
    expect(await runner.run([Float32Array.of(1, 1)], [given])).toEqual([Float32Array.of(4, 6)]);
    expect(given).toEqual(Float32Array.of(4, 6));
    state.write(Float32Array.of(10, 20));
    expect(await runner.run([Float32Array.of(0, 1)])).toEqual([Float32Array.of(20, 42)]);
    await runner.dispose();
    state.dispose();
  });

  test('other functions see the newest value, and those that followed it keep theirs', async () => {
    const [state, earlier] = [new Resident([2]), new Resident([2])];
    const [add, readState, readEarlier] = [await accumulate(state), await read(state), await read(earlier)];
    await add.run([Float32Array.of(1, 2)]);
    earlier.follow(state);
    await add.run([Float32Array.of(5, 5)]);
    expect(await readState.run([])).toEqual([Float32Array.of(-6, -7)]);
    expect(await readEarlier.run([])).toEqual([Float32Array.of(-1, -2)]);
    state.follow(earlier);
    earlier.write(Float32Array.of(0, 1));
    expect(await readState.run([])).toEqual([Float32Array.of(-1, -2)]);
  });

  test('what is written is taken as it is at that moment', async () => {
    const state = new Resident([2]);
    const values = Float32Array.of(3, 4);
    state.write(values);
    values.fill(0);
    expect(await (await read(state)).run([])).toEqual([Float32Array.of(-3, -4)]);
    expect(() => state.write(new Float32Array(3))).toThrow('resident [2]: expected 2 floats, got 3');
  });
});

test('the eager engine holds one tensor a value, and none once all are disposed', async () => {
  const before = tf.memory().numTensors;
  const [state, other] = [new Resident([2]), new Resident([2])];
  const runner = await compile(
    (sum) => [tf.tidy(() => tf.add(sum!, 1))],
    { inputs: [{ shape: [2], resident: state }], results: [state] },
    { engine: 'tfjs' },
  );
  for (let i = 0; i < 3; i++) await runner.run([]);
  expect(tf.memory().numTensors).toBe(before + 1);
  other.follow(state);
  await runner.run([]);
  expect(tf.memory().numTensors).toBe(before + 2);
  other.dispose();
  state.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test.each(engines)('host operations may stand between residents and results, engine %s', async (_engine, options) => {
  const state = new Resident([2]);
  const reversed: HostOperation = {
    name: 'reversed',
    outputs: ([type]) => [type!],
    run: ([x], [y]) => y!.set(x!.slice().reverse()),
  };
  const runner = await compile(
    (sum, x) => {
      const [turned] = hostCall(reversed, [tf.add(sum!, x!)]);
      return [tf.mul(turned!, 2), tf.add(turned!, 1)];
    },
    { inputs: [{ shape: [2], resident: state }, { shape: [2] }], results: [undefined, state] },
    options,
  );
  expect(await runner.run([Float32Array.of(1, 2)])).toEqual([Float32Array.of(4, 2)]);
  expect(await runner.run([Float32Array.of(0, 1)])).toEqual([Float32Array.of(6, 6)]);
  await runner.dispose();
  state.dispose();
});

test('a compiled function with residents refuses frozen inputs', async () => {
  const state = new Resident([2]);
  await expect(
    compile((x, y) => [tf.add(x!, y!)], {
      inputs: [
        { shape: [2], resident: state },
        { shape: [2], frozen: new Float32Array(2) },
      ],
    }),
  ).rejects.toThrow('expected a function without frozen inputs');
});
