/** Paired comparisons of defended classifiers with plain ones, on the same images under the same attack. */
import type { Random } from '../../common/random.js';
import { type Pair, pairedDifference } from '../../report/statistics/paired.js';
import { correctAll, type Tested } from '../../report/statistics/tested.js';
import { plainAgent } from '../settings.js';
import { type ImageLine, type ImageSetting, settingKey } from './image-line.js';

/** The defended classifier's accuracy minus the plain one's, as a share of the images (`difference`). */
export interface VisionComparison extends ImageSetting, Tested {}

/**
 * One for each finished setting of a defended classifier whose plain one is finished too; p is corrected over all (Holm).
 * @param settings the lines of each setting, all of the same images
 */
export function compareClassifiers(settings: readonly (readonly ImageLine[])[], rng: Random): VisionComparison[] {
  const bySetting = new Map(settings.map((lines) => [settingKey(lines[0]!), lines]));
  const compared = settings.flatMap((lines) => {
    const { run, agent, attack, gradientSamples, lambda } = lines[0]!;
    const plain = bySetting.get(settingKey({ ...lines[0]!, agent: plainAgent }));
    if (agent === plainAgent || !plain) return [];
    const plainByImage = new Map(plain.map((line) => [line.image, isRight(line)]));
    const pairs = lines.map((line): Pair => [plainByImage.get(line.image)!, isRight(line)]);
    const setting = { run, agent, attack, gradientSamples, lambda };
    return [{ ...setting, ...pairedDifference(pairs, rng.split(settingKey(lines[0]!))) }];
  });
  return correctAll(compared);
}

const isRight = ({ label, prediction }: ImageLine): number => Number(label === prediction);
