/** Compares the outputs of an imported network with those of its own framework, from two NumPy files. */
import { type NpyArray, parse } from 'npyjs';
import type { Agent } from '../agent/agent-files.js';
import { argMax } from '../agent/policy.js';
import { compileQ } from '../agent/q-function.js';
import { UsageError } from '../common/errors.js';
import { sizeOf } from '../common/shape.js';
import { frameBytes, frameSize, observationBytes, stackDepth } from '../env/environment.js';
import { readRegularFile, sizeLimits } from '../files/read-file.js';

export interface OutputsCheck {
  readonly observations: number;
  /** Largest |difference| of an output; of logits, relative to their mean. */
  readonly difference: number;
  /** Largest |output| in the file; of logits, relative to their mean. */
  readonly largest: number;
  /** Observations for which both choose the same action. */
  readonly equalActions: number;
}

interface NumpyArray {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/**
 * Compares Q-values.
 * @param observationsPath of an array [N, frames, 84, 84] of gray levels 0…255, oldest frame first, of 1 to 4 frames
 * @param outputsPath of the array [N, actions] that the other framework gives for it
 * @throws UsageError for other arrays
 */
export async function checkOutputs(agent: Agent, observationsPath: string, outputsPath: string): Promise<OutputsCheck> {
  const observations = observationsOf(readNumpy(observationsPath), observationsPath);
  const count = observations.length / observationBytes;
  const { shape, values } = readNumpy(outputsPath);
  const width = agent.actions.length;
  if (shape.join() !== `${count},${width}`) {
    throw new UsageError(`${outputsPath}: expected outputs [${count}, ${width}], got [${shape.join(', ')}]`);
  }
  const unusable = Array.from(values).find((value) => !Number.isFinite(value));
  if (unusable !== undefined) throw new UsageError(`${outputsPath}: expected finite outputs, got ${unusable}`);
  const expected = relative(agent, values);
  const compiled = await compileQ({ ...agent, batch: 1, frozen: true });
  let [difference, largest, equalActions] = [0, 0, 0];
  try {
    for (let i = 0; i < count; i++) {
      const q = relative(
        agent,
        await compiled.q(observations.subarray(i * observationBytes, (i + 1) * observationBytes)),
      );
      for (let action = 0; action < width; action++) {
        difference = Math.max(difference, Math.abs(expected[i * width + action]! - q[action]!));
        largest = Math.max(largest, Math.abs(expected[i * width + action]!));
      }
      if (argMax(q) === argMax(values, i * width, width)) equalActions++;
    }
  } finally {
    await compiled.dispose();
  }
  return { observations: count, difference, largest, equalActions };
}

/** Returns Q-values as they are, and logits relative to their mean over the actions: distributions of PyTorch and JAX shift them. */
function relative({ policy, actions }: Agent, outputs: ArrayLike<number>): ArrayLike<number> {
  if (policy?.outputs !== 'logits') return outputs;
  const width = actions.length;
  return Float64Array.from(outputs, (value, at) => {
    const row = Array.from({ length: width }, (_, action) => outputs[at - (at % width) + action]!);
    return value - row.reduce((sum, each) => sum + each, 0) / width;
  });
}

/** @throws UsageError unless the file is an array of numbers in C order */
function readNumpy(path: string): NumpyArray {
  const bytes = readRegularFile(path, sizeLimits.network);
  const { shape, data, fortranOrder, dtype } = parsed(bytes, path);
  if (fortranOrder)
    throw new UsageError(`${path}: expected C order, got Fortran order: save numpy.ascontiguousarray(…)`);
  const values = numbersIn(data);
  if (values?.length !== sizeOf(shape)) {
    throw new UsageError(`${path}: expected numbers that fill its shape, got ${dtype} [${shape.join(', ')}]`);
  }
  return { shape, values };
}

function parsed(bytes: Uint8Array, path: string): NpyArray {
  try {
    return parse(Uint8Array.from(bytes).buffer);
  } catch {
    throw new UsageError(`${path}: expected an intact file of numpy.save, got another`);
  }
}

/** Returns integers of any size, and floats, as numbers; undefined for other types. */
function numbersIn(data: ArrayBufferView): ArrayLike<number> | undefined {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float64Array.from(data, Number);
  return numberTypes.find((type) => data instanceof type) && (data as Float64Array);
}

const numberTypes = [
  ...[Uint8Array, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array],
  ...[Float32Array, Float64Array],
];

/** Returns observations [N, 4, 84, 84]; frames that the array lacks are black. */
function observationsOf({ shape, values }: NumpyArray, path: string): Uint8Array {
  const [count = 0, frames = 0, ...image] = shape;
  if (count < 1 || frames < 1 || frames > stackDepth || image.join() !== `${frameSize},${frameSize}`) {
    const expected = `[N, frames, ${frameSize}, ${frameSize}] with 1 to ${stackDepth} frames`;
    const isLast = shape.length === 4 && shape.slice(1, 3).join() === `${frameSize},${frameSize}`;
    const cure = isLast ? ': save numpy.ascontiguousarray(numpy.moveaxis(observations, -1, 1))' : '';
    throw new UsageError(`${path}: expected observations ${expected}, got [${shape.join(', ')}]${cure}`);
  }
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(Number.isInteger(value) && value >= 0 && value <= 255)) {
      throw new UsageError(`${path}: expected gray levels, whole numbers of 0 to 255, got ${value}`);
    }
    largest = Math.max(largest, value);
  }
  if (largest <= 1) throw new UsageError(`${path}: expected gray levels 0 to 255, got values of at most ${largest}`);
  const observations = new Uint8Array(count * observationBytes);
  const each = frames * frameBytes;
  for (let i = 0; i < count; i++) {
    for (let at = 0; at < each; at++) {
      observations[(i + 1) * observationBytes - each + at] = values[i * each + at]!;
    }
  }
  return observations;
}
