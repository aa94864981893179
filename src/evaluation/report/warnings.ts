/** Warnings that several reports have. */
import { plural } from '../../common/format.js';
import { firstOf } from '../../report/first-of.js';

/** x + λ·sign(g) in float32 may exceed λ by a rounding error of values up to 255. */
const roundingError = 1e-3;

/** Settings whose perturbation is larger than λ allows, in gray levels. */
export function exceedsLambda(
  settings: readonly { readonly where: string; readonly lambda: number; readonly linfNorm: number | null }[],
): string[] {
  const found = settings.filter(({ linfNorm, lambda }) => linfNorm !== null && linfNorm > lambda + roundingError);
  if (found.length === 0) return [];
  const each = found.map(({ where, linfNorm }) => `${where}: ${linfNorm} gray levels`);
  return [`The perturbation exceeds λ, so these results are invalid: ${firstOf(each)}.`];
}

/** Fewer samples per output make a stochastic defense noticeably more random. */
const enoughSamples = 10;

export const fewSamples = (outputSamples: number): string[] =>
  outputSamples < enoughSamples
    ? [
        `The defense's output is the mean of ${plural(outputSamples, 'sample')}; the paper uses 100, and with fewer the output is more random.`,
      ]
    : [];
