/**
 * A value that stays where it is computed from one run to the next: functions read it as an input and renew it by a result
 * (see `TensorSpec.resident` and `compile`), and nothing is moved to the host unless a result asks for it.
 */
import { sizeOf } from '../common/shape.js';

/** What residents that follow each other have in common. */
interface Holding {
  /** Floats that no engine has taken over yet, or an engine's tensor. */
  value: Float32Array | object;
  free: () => void;
  holders: number;
}

export class Resident {
  readonly shape: readonly number[];
  #holding: Holding;

  /** Zeros until written or renewed. */
  constructor(shape: readonly number[]) {
    this.shape = shape;
    this.#holding = { value: new Float32Array(sizeOf(shape)), free: () => {}, holders: 1 };
  }

  /** The engine takes a copy of `values` over when it next needs them. */
  write(values: Float32Array): void {
    if (values.length !== sizeOf(this.shape)) {
      throw new RangeError(`resident [${this.shape}]: expected ${sizeOf(this.shape)} floats, got ${values.length}`);
    }
    this.renew(values.slice(), () => {});
  }

  /** Holds what `other` holds now; nothing is copied. Later renewals of either do not reach the other. */
  follow(other: Resident): void {
    other.#holding.holders++;
    this.dispose();
    this.#holding = other.#holding;
  }

  /** For engines: the tensor, made from the floats where there is none yet. @param make the tensor, and how it is freed */
  tensor<T extends object>(make: (values: Float32Array) => { readonly tensor: T; readonly free: () => void }): T {
    const holding = this.#holding;
    if (holding.value instanceof Float32Array) {
      const { tensor, free } = make(holding.value);
      Object.assign(holding, { value: tensor, free });
    }
    return holding.value as T;
  }

  /** For engines: puts a new value in the old one's place. */
  renew(value: Float32Array | object, free: () => void): void {
    this.dispose();
    this.#holding = { value, free, holders: 1 };
  }

  /** Lets go of the value, which is freed unless another resident holds it. Only writing makes this one usable again. */
  dispose(): void {
    if (--this.#holding.holders === 0) this.#holding.free();
  }
}
