/** How much of a report the terminal shows. */
import type { TextOptions } from '../../report/renderer.js';
import type { OutputFlags } from '../options/output-options.js';

/** The width of the terminal, or 80 where the output is no terminal. */
export const textOptions = ({ wide, verbose }: Pick<OutputFlags, 'wide' | 'verbose'>): TextOptions => ({
  ...{ wide, verbose },
  width: process.stdout.columns ?? 80,
});
