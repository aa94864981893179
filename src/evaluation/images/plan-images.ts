/** Plans of evaluations of classifiers: each kind of image is measured, times how many are left. */
import { join } from 'node:path';
import { groupBy } from '../../common/group-by.js';
import { createPlan, type PlanRow, type WorkPlan } from '../../jobs/work-plan.js';
import { readableRows } from '../../storage/row-file.js';
import { loadClassifier } from '../../vision/classifier-files.js';
import { imagesMemory } from '../memory.js';
import { type PlanOptions, sampleSeconds } from '../plan-work.js';
import { adversaryOf } from '../players/players.js';
import { batchWeight } from '../players/work-weight.js';
import { sampleCell } from '../samples/sample-cell.js';
import { sampleKinds } from '../samples/sample-kinds.js';
import { plannedImages, type VisionChoices, type VisionEvaluationOptions } from './evaluate-images.js';
import { type ImageJob, type ImageLine, imageCell, imagePieceKey, openImages, readImages } from './image-prober.js';

/** A block that is measured; the cost of an image hardly falls beyond that. */
const sampledImages = 4;

/** Measures each kind of cell on the first images. Writes nothing. */
export async function planImages(
  choices: VisionChoices,
  options: PlanOptions & Pick<VisionEvaluationOptions, 'wanted'>,
): Promise<WorkPlan> {
  const { names, runs, images, lambdas, count } = choices;
  const { workers, ...computing } = options.computing;
  const adversary = adversaryOf(names);
  const classifiers = new Map(runs.map(({ run, folder }) => [run, loadClassifier(folder)]));
  const set = await openImages(images);
  const planned = plannedImages({ runs, lambdas, count: Math.min(count, set.test.size) }, adversary, options);
  const found = options.overwrite ? [] : readableRows<ImageLine>(join(options.folder, 'images.jsonl'));
  const done = new Set(found.map((line) => JSON.stringify(imagePieceKey(line))));
  const isLeft = (job: ImageJob, lambda: number) =>
    Array.from({ length: job.states }, (_, i) => ({ ...job, lambda, image: job.from + i })).some(
      (image) => !done.has(JSON.stringify(imagePieceKey(image as unknown as ImageLine))),
    );
  const left = planned.flatMap((job) => {
    const open = job.lambdas.filter((lambda) => isLeft(job, lambda));
    return open.length > 0 ? [{ ...job, lambdas: open }] : [];
  });
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
  const groups = groupBy(left, (job) => JSON.stringify([kindOf(job), job.lambdas]));
  const rows = [...groups.values()].flatMap((jobs) => {
    const { run, agent, attack, gradientSamples, lambdas: each } = jobs[0]!;
    const kind = kindOf(jobs[0]!);
    const seconds = sampled.seconds(kind, each) / kinds.get(kind)!.states / each.length;
    return each.map(
      (lambda): PlanRow => ({
        ...{ of: run, agent, attack, gradientSamples, lambda, unit: 'images' },
        units: jobs.reduce((sum, job) => sum + job.states, 0),
        secondsEach: seconds,
      }),
    );
  });
  return createPlan({
    rows,
    workers: Math.min(workers, Math.max(1, left.length)),
    startSeconds: sampled.compileSeconds,
    memory: await imagesMemory(planned, adversary, classifiers.values().next().value!, workers),
    kinds: sampled.kinds,
    assumptions: ['every image costs as much as the first ones, which were measured'],
  });
}
