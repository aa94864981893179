/** Defenses by the names that reports and the command line use; `registerDefense` adds names. */
import { ownCode, UsageError } from '../common/errors.js';
import { isWithin, type Limit, limits } from '../common/limits.js';
import { suggestion } from '../common/nearest.js';
import { type Defense, defend, none } from './defense.js';
import { dropout } from './dropout.js';
import { dwp } from './dwp.js';
import { rna, rsa } from './random-activations.js';
import { rnw, rsw } from './random-weights.js';
import { type SamplerName, samplers } from './sampling/samplers.js';
import { type Backward, backwards, sap } from './sap.js';
import { swp } from './swp.js';

/** What names leave open. A name may say it too, behind hyphens, as labels do: `sap100-bernoulli-identity`. */
export interface DefenseOptions {
  /** Of sap and swp; default multinomial. */
  readonly sampler?: SamplerName;
  /** Of sap; default detached. */
  readonly backward?: Backward;
}

/** What the letters of a name stand for. */
export interface DefenseEntry {
  /** What follows the letters of the name, such as `<k>`; without it, the name has no number. */
  readonly argument?: string;
  /** One clause, for lists of defenses. */
  readonly meaning: string;
  /** Author, year and place of publication. */
  readonly paper?: string;
  /** Whether the defense exists with that argument; default: always. */
  accepts?(value: number): boolean;
  /** Options that the name may carry. */
  readonly options?: readonly (keyof DefenseOptions)[];
  /** It samples whole networks, so that samples are computed one after the other (docs/decisions/0007-one-network-per-sample.md). */
  readonly drawsWeights?: true;
  /** Makes the defense. Its label must be the name as it is written, with its number. @param value 0 without an argument */
  create(value: number, options: DefenseOptions): Defense;
}

const { percent, keptPercent, deviation } = limits.adversary;
const within = (limit: Limit) => (value: number) => isWithin(limit, value);
const spread = `0 < s ≤ ${deviation.most}`;
const sapPaper = 'Dhillon et al., ICLR 2018';
const noise = { argument: '<s>', accepts: within(deviation), paper: `${sapPaper}, appendix B` };

const builtIn: Readonly<Record<string, DefenseEntry>> = {
  sap: {
    argument: '<k>',
    meaning: `stochastic activation pruning: k % of a layer's size are drawn with replacement, 0 < k ≤ ${percent.most}`,
    paper: `${sapPaper}, Algorithm 1`,
    accepts: within(percent),
    options: ['sampler', 'backward'],
    create: (percent, options) => sap({ percent, ...options }),
  },
  dropout: {
    argument: '<rate>',
    meaning: 'activations are set to 0 with that probability at test time, 0 < rate < 1',
    paper: `Srivastava et al., JMLR 2014; ${sapPaper}, appendix B`,
    accepts: (rate) => rate > 0 && rate < 1,
    create: (rate) => dropout({ rate }),
  },
  rna: { ...noise, meaning: `activations + N(0, s²), ${spread}`, create: (s) => rna({ deviation: s }) },
  rsa: { ...noise, meaning: `activations × N(1, s²), ${spread}`, create: (s) => rsa({ deviation: s }) },
  rnw: { ...noise, drawsWeights: true, meaning: `weights + N(0, s²), ${spread}`, create: (s) => rnw({ deviation: s }) },
  rsw: { ...noise, drawsWeights: true, meaning: `weights × N(1, s²), ${spread}`, create: (s) => rsw({ deviation: s }) },
  dwp: {
    argument: '<k>',
    meaning: 'deterministic weight pruning: the k % largest weights of a layer are kept, 0 < k ≤ 100',
    paper: `Han et al., NeurIPS 2015; ${sapPaper}, appendix B`,
    accepts: within(keptPercent),
    create: (percent) => dwp({ percent }),
  },
  swp: {
    argument: '<k>',
    meaning: `stochastic weight pruning: k % of a layer's weights are drawn with replacement, 0 < k ≤ ${percent.most}`,
    paper: `${sapPaper}, appendix B`,
    accepts: within(percent),
    options: ['sampler'],
    drawsWeights: true,
    create: (percent, { sampler }) => swp({ percent, ...(sampler && { sampler }) }),
  },
};

const entries = new Map<string, DefenseEntry>(Object.entries(builtIn));

/**
 * Adds a defense to those that `parseDefense` and the command line know.
 * @param name lower-case letters
 * @throws UsageError for a name of another form, a name that is taken, or an entry without `meaning` or `create`
 * @example registerDefense('blur', { argument: '<n>', meaning: 'n × n box blur', create: (n) => blur(n) });
 */
export function registerDefense(name: string, entry: DefenseEntry): void {
  if (!/^[a-z]+$/.test(name)) {
    throw new UsageError(`defense: expected a name of lower-case letters, got "${name}"`);
  }
  if (name === 'none' || entries.has(name)) {
    throw new UsageError(`defense: the name "${name}" is taken: choose another`);
  }
  if (typeof entry?.meaning !== 'string' || typeof entry.create !== 'function') {
    throw new UsageError(`defense ${name}: expected an object with meaning (text) and create (function)`);
  }
  entries.set(name, {
    ...entry,
    create: (value, options) => ownCode(`defense ${name}`, () => entry.create(value, options)),
  });
}

/** The values of options that were not given. */
export const defaultDefenseOptions: Required<DefenseOptions> = { sampler: 'multinomial', backward: 'detached' };

const entryOf = (part: string): DefenseEntry | undefined => entries.get(/^[a-z]*/.exec(part)![0]);

/** Whether some part of the name samples whole networks, so that samples are computed one after the other. */
export const drawsWeights = (text: string): boolean =>
  text.split('+').some((part) => entryOf(part)?.drawsWeights === true);

/** Returns the options that some part of the name takes. */
export const defenseOptionsTaken = (text: string): readonly (keyof DefenseOptions)[] =>
  text.split('+').flatMap((part) => entryOf(part)?.options ?? []);

const choices: Readonly<Record<keyof DefenseOptions, readonly string[]>> = {
  sampler: Object.keys(samplers),
  backward: Object.keys(backwards),
};

const formOf = (name: string, { argument = '' }: DefenseEntry): string => `${name}${argument}`;

/** All names with what they stand for: `sap<k>`. */
export const defenseEntries = (): ReadonlyMap<string, Pick<DefenseEntry, 'meaning' | 'paper' | 'options'>> =>
  new Map<string, Pick<DefenseEntry, 'meaning' | 'paper' | 'options'>>([
    ['none', { meaning: 'the plain network' }],
    ...[...entries].map(([name, entry]) => [formOf(name, entry), entry] as const),
  ]);

/** All names: `none`, `sap<k>`, …, those that were registered last. */
export const defenseNames = (): string[] => [...defenseEntries().keys()];

/** Lines for lists: `sap<k>: stochastic activation pruning, …`. */
export const defenseForms = (): string[] => [...defenseEntries()].map(([name, { meaning }]) => `${name}: ${meaning}`);

/**
 * @param text one name, or several joined by `+`, the first innermost
 * @throws UsageError for an unknown name, or a number or option that the defense does not take
 */
export function parseDefense(text: string, options: DefenseOptions = {}): Defense {
  return defend(...text.split('+').map((part) => (part === 'none' ? none : parsePart(part, options))));
}

/**
 * The label without what changes gradients alone: `dwp50+sap100` of `dwp50+sap100-identity`. Agents of one such label give
 * the same outputs, so that an attack on one is an attack on all.
 */
export const outputLabel = (label: string): string =>
  choices.backward.reduce((rest, backward) => rest.replaceAll(`-${backward}`, ''), label);

function parsePart(part: string, options: DefenseOptions): Defense {
  const [, name = '', argument = '', suffixes = ''] = /^([a-z]*)([^-]*)(.*)$/.exec(part)!;
  const entry = entries.get(name);
  if (!entry) {
    const rest = part.slice(name.length);
    const names = [...entries].map(([each, { argument: takes }]) => (takes === undefined ? each : `${each}${rest}`));
    const meant = suggestion(part, ['none', ...names]);
    throw new UsageError(
      `defense: ${meant}expected one of ${defenseNames().join(', ')}, got "${part}"; defenses of your own need --plugin, or registerDefense`,
    );
  }
  const value = entry.argument === undefined ? (argument === '' ? 0 : undefined) : decimal(argument);
  const said = suffixOptions(suffixes, entry.options ?? []);
  if (value === undefined || entry.accepts?.(value) === false || !said) {
    throw new UsageError(`defense: expected ${formOf(name, entry)} (${entry.meaning}), got "${part}"`);
  }
  const defense = entry.create(value, { ...options, ...said });
  if (!Object.hasOwn(builtIn, name)) expectLabel(part, defense?.label);
  return defense;
}

/** Labels of registered defenses are checked: they tell defenses apart in results. */
function expectLabel(part: string, label: unknown): void {
  if (label !== part)
    throw new UsageError(`defense ${part}: expected a defense with the label "${part}", got "${label}"`);
}

/** The options that `-bernoulli-identity` and the like say; undefined when it says something else. */
function suffixOptions(text: string, allowed: readonly (keyof DefenseOptions)[]): DefenseOptions | undefined {
  let rest = text;
  const found: Partial<Record<keyof DefenseOptions, string>> = {};
  for (const option of allowed) {
    const choice = choices[option].find((each) => rest === `-${each}` || rest.startsWith(`-${each}-`));
    if (!choice) continue;
    found[option] = choice;
    rest = rest.slice(choice.length + 1);
  }
  return rest === '' ? (found as DefenseOptions) : undefined;
}

/** A decimal number; one so small or large that labels would not write it as such is none. */
function decimal(text: string): number | undefined {
  const value = Number(text);
  return /^(\d+(\.\d+)?|\.\d+)$/.test(text) && /^[\d.]+$/.test(String(value)) ? value : undefined;
}
