/** What `import --check` says. */
import { fixed } from '../../common/format.js';
import type { OutputsCheck } from '../../interop/check-outputs.js';

/** Rounding of float32 sums of a few thousand terms stays below this fraction of the largest output. */
const tolerance = 1e-4;

export const checkText = ({ observations, difference, largest, equalActions }: OutputsCheck): string =>
  `check: outputs differ by at most ${difference.toExponential(1)}, of at most ${fixed(largest, 3)}; greedy actions are equal for ${equalActions} of ${observations} observations`;

/** @throws Error where outputs differ by more than rounding */
export function expectEqualOutputs({ difference, largest }: OutputsCheck): void {
  if (difference <= tolerance * largest) return;
  throw new Error(
    `--check: expected outputs that differ by at most ${tolerance} of the largest, got ${(difference / largest).toExponential(1)}: the network was trained with another input scale, frame order or frames, or the file holds another network`,
  );
}
