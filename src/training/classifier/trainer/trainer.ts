/**
 * Training, step by step: what holds parameters and velocities, and moves them. Either in the memory of the processor, where
 * threads share the slices of a batch, or on a device that keeps them (docs/decisions/0009-training-of-the-classifier.md).
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

/** What a step found before it moved the parameters: means over the batch. */
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
  /** The batch is taken over at once; it may be written to while the step is in progress. @param key of what dropout draws */
  step(batch: ImageBatch, learningRate: number, key: readonly [seed: number, counter: number]): Promise<StepFigures>;
  /** Takes parameters and velocities over. Arrays in the order of the specs; velocities of the learned ones alone. */
  load(parameters: readonly Float32Array[], velocities: readonly Float32Array[]): void;
  /** Copies them out. */
  store(parameters: readonly Float32Array[], velocities: readonly Float32Array[]): Promise<void>;
  dispose(): Promise<void>;
}
