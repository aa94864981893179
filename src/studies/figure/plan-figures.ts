/** Plans figures: the time of each curve's evaluation, counted once where figures share it. */
import { join } from 'node:path';
import { planImages } from '../../evaluation/images/plan-images.js';
import { sampleSeconds } from '../../evaluation/samples/plan-options.js';
import { joinPlans, type WorkPlan } from '../../jobs/work-plan.js';
import { loadClassifier } from '../../vision/classifier-files.js';
import { curveWork } from './evaluate-figure.js';
import type { Role } from './figure.js';
import type { MakeFiguresOptions } from './make-figures.js';

export interface PlanFiguresOptions
  extends Pick<MakeFiguresOptions, 'figures' | 'runs' | 'settings' | 'folder' | 'overwrite' | 'computing' | 'signal'> {
  /** Called before each curve is measured. */
  readonly onSample?: (done: number, total: number) => void;
}

/** Writes nothing. */
export async function planFigures(options: PlanFiguresOptions): Promise<WorkPlan> {
  const { figures, runs, settings, folder, onSample, ...sampling } = options;
  const given = Object.entries(runs) as [Role, string][];
  const configs = Object.fromEntries(given.map(([role, run]) => [role, loadClassifier(run).config]));
  const all = figures.flatMap((figure) => curveWork(figure, { folders: runs, configs }, settings));
  const work = [...new Map(all.map((each) => [JSON.stringify([each.store, each.choices]), each])).values()];
  const plans: WorkPlan[] = [];
  for (const { store, choices, wanted } of work) {
    onSample?.(plans.length, work.length);
    const seconds = sampleSeconds / work.length;
    plans.push(await planImages(choices, { ...sampling, seconds, folder: join(folder, 'evaluations', store), wanted }));
  }
  return joinPlans(plans);
}
