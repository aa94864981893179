/** Chooses the trainer of a classifier: on a device, or in the memory of the processor. */
import { deviceTrainer } from './device-trainer.js';
import { hostTrainer } from './host-trainer.js';
import type { Trainer, TrainerOptions } from './trainer.js';

/** Parameters and velocities are zero until `load`. @throws RangeError when the slices do not divide the batch; Error where the engine cannot start */
export async function createTrainer(options: TrainerOptions): Promise<Trainer> {
  const { slices, batch, engine, provider } = options;
  if (batch % slices !== 0) {
    throw new RangeError(`trainer: expected slices that divide ${batch} images, got ${slices}`);
  }
  return engine === 'tfjs' || provider === 'webgpu' ? deviceTrainer(options) : hostTrainer(options);
}
