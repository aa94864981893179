/**
 * A tensor that stays on its device between runs. Functions read it as an input and replace it with a result (see
 * `TensorSpec.resident` and `compile`). Nothing is copied to the host unless a function returns it.
 */
import { sizeOf } from '../common/shape.js';

/** A value that several residents may share after `follow`. */
interface Holding {
  /** Floats that no engine has read yet, or the tensor of an engine. */
  value: Float32Array | object;
  free: () => void;
  holders: number;
}

export class Resident {
  readonly shape: readonly number[];
  #holding: Holding;

  /** Zeros until it is written or replaced. */
  constructor(shape: readonly number[]) {
    this.shape = shape;
    this.#holding = { value: new Float32Array(sizeOf(shape)), free: () => {}, holders: 1 };
  }

  /** Replaces the value with a copy of `values`, which the engine reads at the next run. */
  write(values: Float32Array): void {
    if (values.length !== sizeOf(this.shape)) {
      throw new RangeError(`resident [${this.shape}]: expected ${sizeOf(this.shape)} floats, got ${values.length}`);
    }
    this.renew(values.slice(), () => {});
  }

  /** Shares the present value of `other` without a copy. Later replacements of one do not affect the other. */
  follow(other: Resident): void {
    other.#holding.holders++;
    this.dispose();
    this.#holding = other.#holding;
  }

  /** For engines: returns the tensor, created from the floats if there is none. @param make creates it, and how to free it */
  tensor<T extends object>(make: (values: Float32Array) => { readonly tensor: T; readonly free: () => void }): T {
    const holding = this.#holding;
    if (holding.value instanceof Float32Array) {
      const { tensor, free } = make(holding.value);
      Object.assign(holding, { value: tensor, free });
    }
    return holding.value as T;
  }

  /** For engines: replaces the value. */
  renew(value: Float32Array | object, free: () => void): void {
    this.dispose();
    this.#holding = { value, free, holders: 1 };
  }

  /** Releases the value and frees it unless another resident shares it. The resident is unusable until written. */
  dispose(): void {
    if (--this.#holding.holders === 0) this.#holding.free();
  }
}
