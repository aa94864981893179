/** `vision train --plan`: the time, memory and disk space that the run will take here, as text. */
import { significant } from '../../common/format.js';
import { bytesText } from '../../jobs/memory.js';
import type { VisionPlan } from '../../training/classifier/plan.js';
import { duration } from '../terminal/duration.js';

export function visionPlanText(plan: VisionPlan): string {
  const { data, images, epochs, steps, imagesPerSecond, seconds, memoryBytes, diskBytes } = plan;
  const lines = [
    `${data}: ${epochs} epochs of ${images} images, ${steps} steps`,
    `speed here  ${significant(imagesPerSecond)} images/s`,
    `time        ${duration(seconds.total)}: ${duration(seconds.learning)} learning, ${duration(seconds.evaluation)} evaluations`,
    `memory      ${bytesText(memoryBytes.total)}; ${bytesText(memoryBytes.free)} are free`,
    `disk        ${bytesText(diskBytes.total)}; ${bytesText(diskBytes.free)} are free`,
  ];
  if (diskBytes.total > diskBytes.free) lines.push('warning: more disk space than is free; choose another --out');
  return lines.join('\n');
}
