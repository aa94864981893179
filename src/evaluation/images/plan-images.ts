/** Plans an evaluation of classifiers: measures each kind of block, and multiplies by the number of images that are left. */
import { join } from 'node:path';
import { createPlan, type WorkPlan } from '../../jobs/work-plan.js';
import { readableRows } from '../../storage/row-file.js';
import { loadClassifier } from '../../vision/classifier-files.js';
import { missingJobs } from '../lifecycle.js';
import { openAdversary } from '../players/adversary.js';
import { batchWeight } from '../players/work-weight.js';
import { blockRows } from '../samples/block-rows.js';
import { type PlanOptions, sampleSeconds } from '../samples/plan-options.js';
import { sampleCell } from '../samples/sample-cell.js';
import { sampleKinds } from '../samples/sample-kinds.js';
import { imagesWork, type VisionChoices, type VisionEvaluationOptions } from './evaluate-images.js';
import type { ImageLine } from './image-line.js';
import { type ImageJob, imageCell, openImages, readImages } from './image-prober.js';
import { imagesMemory } from './memory.js';

/** Images per measured batch. With larger batches the cost of an image hardly decreases. */
const sampledImages = 4;

/** Measures each kind of block on the first images. Writes nothing. */
export async function planImages(
  choices: VisionChoices,
  options: PlanOptions & Pick<VisionEvaluationOptions, 'wanted'>,
): Promise<WorkPlan> {
  const { names, runs, images, lambdas, count } = choices;
  const { workers, ...computing } = options.computing;
  const adversary = await openAdversary(names);
  const classifiers = new Map(runs.map(({ run, folder }) => [run, loadClassifier(folder)]));
  const set = await openImages(images);
  const work = imagesWork({ runs, lambdas, count: Math.min(count, set.test.size) }, adversary, options.wanted);
  const found = options.overwrite ? [] : readableRows<ImageLine>(join(options.folder, 'images.jsonl'));
  const left = missingJobs(work, found);
  const kindOf = ({ run, agent, attack, gradientSamples }: ImageJob) =>
    JSON.stringify([run, agent, attack, gradientSamples]);
  const kinds = new Map(left.map((job) => [kindOf(job), { ...job, states: Math.min(sampledImages, job.states) }]));
  const sampled = await sampleKinds({
    ...{ kinds, seconds: options.seconds ?? sampleSeconds, signal: options.signal, onSample: options.onSample },
    familyOf: ({ agent }) => agent,
    weightOf: (kind, each) => kind.states * batchWeight(kind, each, adversary),
    measure(kind) {
      const classifier = classifiers.get(kind.run)!;
      const { pixels, labels } = readImages(set, 0, kind.states, classifier.config.cropPixels);
      return sampleCell(imageCell(kind, adversary, classifier, computing), pixels, [labels]);
    },
  });
  return createPlan({
    rows: blockRows<ImageJob>({
      ...{ jobs: left, kindOf, sampled, of: ({ run }) => run, unit: 'images' },
      examplesOf: (kind) => kinds.get(kind)!.states,
    }),
    workers: Math.min(workers, Math.max(1, left.length)),
    startSeconds: sampled.compileSeconds,
    memory: await imagesMemory(work.jobs, adversary, classifiers.values().next().value!, workers),
    kinds: sampled.kinds,
    assumptions: ['every image costs as much as the first ones, which were measured'],
  });
}
