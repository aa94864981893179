/**
 * The trainer of a classifier holds parameters and velocities, and updates them. Either in the memory of the processor, where
 * each thread computes some slices of a batch, or on a device that keeps them (docs/decisions/0009-training-of-the-classifier.md).
 */
import type { CompileOptions } from '../../../compute/signature.js';
import type { ResnetSpec } from '../../../vision/resnet.js';
import type { SgdOptions } from '../../../vision/sgd.js';

export interface TrainerOptions extends SgdOptions, CompileOptions {
  readonly specs: readonly ResnetSpec[];
  /** Images in a step, and their rows and columns. */
  readonly batch: number;
  readonly side: number;
  /** Parts of a batch, each normalized by its own statistics, whose gradients are averaged. Divides the batch. */
  readonly slices: number;
  /** Share of activations dropped; 0 = none. */
  readonly dropoutRate: number;
}

/** Means over the batch, from before the update. */
export interface StepFigures {
  readonly loss: number;
  readonly accuracy: number;
}

/** Images as bytes, [N, 3, H, W], and their [N] classes. */
export interface ImageBatch {
  readonly pixels: Uint8Array;
  readonly labels: Int32Array;
}

export interface Trainer {
  /** Updates the parameters once. The batch is copied at once and may be changed during the step. @param key of the dropout masks */
  step(batch: ImageBatch, learningRate: number, key: readonly [seed: number, counter: number]): Promise<StepFigures>;
  /** Copies parameters and velocities in. Arrays in the order of the specs; velocities only of learned parameters. */
  load(parameters: readonly Float32Array[], velocities: readonly Float32Array[]): void;
  /** Copies them out. */
  store(parameters: readonly Float32Array[], velocities: readonly Float32Array[]): Promise<void>;
  dispose(): Promise<void>;
}
