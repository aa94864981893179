/** Defences by the names that reports and the command line use. */
import { UsageError } from '../errors.js';
import { type Defense, defend, none } from './defense.js';
import { type SapOptions, sap } from './sap.js';

export type DefenseOptions = Omit<SapOptions, 'percent'>;

interface Entry {
  /** How the name is written. */
  readonly form: string;
  readonly meaning: string;
  /** @param argument what follows the letters of the name @returns undefined when it is no such argument */
  parse(argument: string, options: DefenseOptions): Defense | undefined;
}

/** One line a defence. */
const entries: Readonly<Record<string, Entry>> = {
  none: { form: 'none', meaning: 'the plain model', parse: (argument) => (argument === '' ? none : undefined) },
  sap: {
    form: 'sap<k>',
    meaning: 'stochastic activation pruning, k % draws a layer, k > 0',
    parse: (argument, options) => {
      const percent = decimal(argument);
      return percent !== undefined && percent > 0 ? sap({ ...options, percent }) : undefined;
    },
  },
};

/** One line a defence, for help texts. */
export const defenseForms: readonly string[] = Object.values(entries).map(({ form, meaning }) => `${form}: ${meaning}`);

/**
 * @param text one name, or several joined by `+`, the first innermost
 * @throws UsageError saying what was expected and what came
 */
export function parseDefense(text: string, options: DefenseOptions = {}): Defense {
  return defend(
    ...text.split('+').map((part) => {
      const [, name = '', argument = ''] = /^([a-z]*)(.*)$/.exec(part)!;
      const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
      const parsed = entry?.parse(argument, options);
      if (parsed) return parsed;
      const expected = entry ? `${entry.form} (${entry.meaning})` : `one of ${defenseForms.join('; ')}`;
      throw new UsageError(`defence: expected ${expected}, got '${part}'`);
    }),
  );
}

const decimal = (text: string): number | undefined => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined);
