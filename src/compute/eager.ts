/** Runs a function eagerly on the current TensorFlow.js backend, with the same interface as a compiled function. */
import { setImmediate } from 'node:timers/promises';
import { keep, ready, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { sizeOf } from '../common/shape.js';
import { isPassed, type Runner, type Signature, type TensorFunction, type Values } from './signature.js';
import { checkInputs, checkOutputs, checkResult } from './signature-check.js';

/** Calls `fn` once with zeros to determine the shapes of its results. */
export async function createEagerRunner(fn: TensorFunction, { inputs: specs, results: renewed = [] }: Signature) {
  await ready();
  const passed = specs.filter(isPassed);
  const apply = (inputs: readonly Values[]): Tensor[] => {
    const remaining = inputs.values();
    const tensors = specs.map(({ shape, dtype = 'float32', frozen, resident }) => {
      if (resident) return resident.tensor((floats) => held(tensor(floats, [...shape])));
      // A copy, since backends keep the array and the caller may write to it.
      const values = (frozen ?? remaining.next().value!).slice();
      return tensor(dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values), [...shape], dtype);
    });
    return fn(...tensors);
  };
  const isReturned = (_: unknown, index: number) => !renewed[index];
  const zeros = passed.map(({ shape }) => new Float32Array(sizeOf(shape)));
  const outputs = tidy(() =>
    apply(zeros).map(({ shape, dtype }, index) => {
      checkResult(dtype, index);
      return { shape, dtype };
    }),
  ).filter(isReturned);
  return {
    outputs,
    async run(inputs: readonly Values[], given: readonly (Values | undefined)[] = []) {
      checkInputs(passed, inputs);
      checkOutputs(outputs, given);
      await setImmediate(); // the backend computes synchronously: a thread receives messages only during this pause
      const results = tidy(() => apply(inputs));
      for (const [index, resident] of renewed.entries()) {
        if (resident) resident.renew(results[index]!, held(results[index]!).free);
      }
      const returned = results.filter(isReturned);
      try {
        const values = (await Promise.all(returned.map((result) => result.data()))) as Values[];
        return values.map((result, index) => {
          const target = given[index];
          target?.set(result);
          return target ?? result.slice();
        });
      } finally {
        for (const result of returned) result.dispose();
      }
    },
    refreeze: async () => {},
    dispose: async () => {},
  } satisfies Runner;
}

/** Keeps the tensors of residents alive beyond the tidy scope that creates them. */
const held = (value: Tensor) => ({ tensor: keep(value), free: () => value.dispose() });
