/** A training step in the memory of the processor: gradients by the calling thread or a worker group, then SGD. */

import { createFlatParameters } from '../../../common/flat-parameters.js';
import { startWorkerGroup } from '../../../compute/threads/worker-group.js';
import { followStatistic } from '../../../vision/batch-norm.js';
import { sgdInPlace } from '../../../vision/sgd.js';
import { isLearned } from '../../../vision/training-step.js';
import type { Trainer, TrainerOptions } from './trainer.js';
import { layOut, type TrainerLayout, trainerMemory } from './trainer-memory.js';
import { createTrainerPart, type TrainerPart, type TrainerPartSetup } from './trainer-part.js';

export async function hostTrainer(options: TrainerOptions): Promise<Trainer> {
  const { specs, slices, dropoutRate, momentum, weightDecay, batch, side, threads = 1, ...engine } = options;
  const layout: TrainerLayout = { specs, slices, batch, side };
  const workers = Math.min(threads, slices);
  const memory = layOut(trainerMemory(layout, workers > 1), layout);
  const part = await startParts(workers, {
    ...{ memory: memory.buffer, layout, dropoutRate },
    engine: { ...engine, threads: Math.max(1, Math.floor(threads / workers)) },
  });
  const { parameters, found, results } = memory;
  const velocities = createFlatParameters(specs.filter(isLearned));
  const mean = createFlatParameters(specs);

  function move(learningRate: number): void {
    average(
      found.map(({ flat }) => flat),
      mean.flat,
    );
    const velocity = velocities.views.values();
    for (const [i, spec] of specs.entries()) {
      const [parameter, ofBatch] = [parameters.views[i]!, mean.views[i]!];
      if (!isLearned(spec)) followStatistic(parameter, ofBatch);
      else {
        const decay = spec.role === 'weights' ? weightDecay : 0;
        sgdInPlace(parameter, ofBatch, velocity.next().value!, learningRate, { momentum, weightDecay: decay });
      }
    }
  }

  return {
    async step(images, learningRate, key) {
      memory.pixels.set(images.pixels);
      memory.labels.set(images.labels);
      await part.learn(key);
      move(learningRate);
      const sum = (column: number) => results.reduce((total, x, i) => (i % 2 === column ? total + x : total), 0);
      return { loss: sum(0) / slices, accuracy: sum(1) / batch };
    },
    load(views, speeds) {
      for (const [i, values] of views.entries()) parameters.views[i]!.set(values);
      for (const [i, values] of speeds.entries()) velocities.views[i]!.set(values);
    },
    async store(views, speeds) {
      for (const [i, values] of views.entries()) values.set(parameters.views[i]!);
      for (const [i, values] of speeds.entries()) values.set(velocities.views[i]!);
    },
    dispose: () => part.dispose(),
  };
}

async function startParts(count: number, plan: Omit<TrainerPartSetup, 'part' | 'parts'>): Promise<TrainerPart> {
  if (count === 1) return createTrainerPart({ ...plan, part: 0, parts: 1 });
  const group = await startWorkerGroup<TrainerPartSetup, TrainerPart>({
    file: new URL('./trainer-worker.js', import.meta.url),
    data: Array.from({ length: count }, (_, part) => ({ ...plan, part, parts: count })),
    name: 'training thread',
  });
  return { learn: async (key) => void (await group.call('learn', key)), dispose: () => group.dispose() };
}

/** Element by element. */
function average(blocks: readonly Float32Array[], to: Float32Array): void {
  const share = 1 / blocks.length;
  to.fill(0);
  for (const block of blocks) for (let i = 0; i < to.length; i++) to[i]! += share * block[i]!;
}
