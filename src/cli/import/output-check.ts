/** What `import --check` does and says. */
import type { Agent } from '../../agent/agent-files.js';
import { fixed } from '../../common/format.js';
import { checkOutputs, type OutputsCheck } from '../../interop/check-outputs.js';

/** Rounding of float32 sums of a few thousand terms stays below this fraction of the largest output. */
const tolerance = 1e-4;

/** The agent of another plausible reading of the file. */
interface Alternative {
  /** The flags of `import` for it. */
  readonly flags: string;
  readonly agent: Agent;
}

/**
 * Compares the outputs of an agent with those of another framework.
 * @param files of observations and outputs
 * @returns the line to print
 * @throws Error where they differ by more than rounding, with the flags of a reading that agrees, if one does
 */
export async function checkedText(
  agent: Agent,
  [inputs, outputs]: Files,
  others: readonly Alternative[],
): Promise<string> {
  const check = await checkOutputs(agent, inputs, outputs);
  if (agrees(check)) return textOf(check);
  for (const { agent: other, flags } of others) {
    // An overflow in another reading says nothing about the file.
    const found = await checkOutputs(other, inputs, outputs).catch(() => undefined);
    if (found && agrees(found))
      throw new Error(`${differenceText(check)}: with ${flags} they are equal; nothing was saved`);
  }
  throw new Error(
    `${differenceText(check)}, and the other pixel scales and orders that were tried differ too: the network may expect other frames, its activation or padding may be another, or the outputs are of another network, or of a softmax; nothing was saved`,
  );
}

type Files = readonly [observations: string, outputs: string];

const agrees = ({ difference, largest }: OutputsCheck): boolean => difference <= tolerance * largest;

const textOf = ({ observations, difference, largest, equalActions }: OutputsCheck): string =>
  `check: outputs differ by at most ${difference.toExponential(1)}, of at most ${fixed(largest, 3)}; greedy actions are equal for ${equalActions} of ${observations} observations`;

const differenceText = ({ observations, difference, largest, equalActions }: OutputsCheck): string =>
  `--check: expected outputs that differ by at most ${tolerance} of the largest, got ${(difference / largest).toExponential(1)} (greedy actions are equal for ${equalActions} of ${observations} observations)`;
