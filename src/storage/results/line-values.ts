/** Schemas for the values of result lines. */
import { z } from 'zod';

/** Float32 sums of shares may exceed 1 a little. */
const rounding = 1e-6;

const within = (least: number, most: number, expected: string) =>
  z.number().refine((value) => value >= least && value <= most, `expected ${expected}`);

export const count = z.int().min(0);
export const atLeastOne = z.int().min(1);
export const seed = z.int().min(0).max(0xffffffff);
export const finite = z.number();
export const share = within(0, 1 + rounding, 'a share from 0 to 1');
export const grayLevels = within(0, 255, 'gray levels from 0 to 255');
/** A Q gap. */
export const gap = within(0, Number.MAX_VALUE, 'a number from 0');

/** What is wrong with a line as a whole: the key, and what it was expected to be. */
export type Fault = readonly [key: string, expected: string];

/** A check of a whole line, for `superRefine`. */
export const withoutFaults =
  <Line>(faultsOf: (line: Line) => readonly (Fault | false)[]) =>
  (line: Line, context: z.RefinementCtx): void => {
    for (const fault of faultsOf(line)) {
      if (fault) context.addIssue({ code: 'custom', path: [fault[0]], message: `expected ${fault[1]}` });
    }
  };
