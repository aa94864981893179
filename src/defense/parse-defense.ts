/** Defenses by the names that reports and the command line use. */
import { UsageError } from '../common/errors.js';
import { isWithin, type Limit, limits } from '../common/limits.js';
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

interface Entry {
  /** What follows the letters of the name. */
  readonly argument: string;
  readonly meaning: string;
  /** Whether the defense exists with that argument. */
  accepts(value: number): boolean;
  /** Which options the name may carry. */
  readonly options?: readonly (keyof DefenseOptions)[];
  /** It draws a network, and draws go one after the other (docs/decisions/0007-one-network-per-sample.md). */
  readonly drawsWeights?: true;
  create(value: number, options: DefenseOptions): Defense;
}

const { percent, keptPercent, deviation } = limits.adversary;
const within = (limit: Limit) => (value: number) => isWithin(limit, value);
const spread = `0 < s ≤ ${deviation.most}`;
const noise = { argument: '<s>', accepts: within(deviation) };

/** One line a defense. */
const entries: Readonly<Record<string, Entry>> = {
  sap: {
    argument: '<k>',
    meaning: `stochastic activation pruning, k % draws a layer, 0 < k ≤ ${percent.most}`,
    accepts: within(percent),
    options: ['sampler', 'backward'],
    create: (percent, options) => sap({ percent, ...options }),
  },
  dropout: {
    argument: '<rate>',
    meaning: 'activations dropped with that probability, 0 < rate < 1',
    accepts: (rate) => rate > 0 && rate < 1,
    create: (rate) => dropout({ rate }),
  },
  rna: { ...noise, meaning: `activations + N(0, s²), ${spread}`, create: (s) => rna({ deviation: s }) },
  rsa: { ...noise, meaning: `activations × N(1, s²), ${spread}`, create: (s) => rsa({ deviation: s }) },
  rnw: { ...noise, drawsWeights: true, meaning: `weights + N(0, s²), ${spread}`, create: (s) => rnw({ deviation: s }) },
  rsw: { ...noise, drawsWeights: true, meaning: `weights × N(1, s²), ${spread}`, create: (s) => rsw({ deviation: s }) },
  dwp: {
    argument: '<k>',
    meaning: 'the k % largest weights of a layer kept, 0 < k ≤ 100',
    accepts: within(keptPercent),
    create: (percent) => dwp({ percent }),
  },
  swp: {
    argument: '<k>',
    meaning: `stochastic weight pruning, k % draws a layer, 0 < k ≤ ${percent.most}`,
    accepts: within(percent),
    options: ['sampler'],
    drawsWeights: true,
    create: (percent, { sampler }) => swp({ percent, ...(sampler && { sampler }) }),
  },
};

/** What holds where nothing is said. */
export const defaultDefenseOptions: Required<DefenseOptions> = { sampler: 'multinomial', backward: 'detached' };

/** Whether some part of the name draws whole networks: then one sample at a time is computed. */
export const drawsWeights = (text: string): boolean =>
  text.split('+').some((part) => entries[/^[a-z]*/.exec(part)![0]]?.drawsWeights === true);

/** Which options some part of the name takes. */
export const defenseOptionsTaken = (text: string): readonly (keyof DefenseOptions)[] =>
  text.split('+').flatMap((part) => entries[/^[a-z]*/.exec(part)![0]]?.options ?? []);

const choices: Readonly<Record<keyof DefenseOptions, readonly string[]>> = {
  sampler: Object.keys(samplers),
  backward: Object.keys(backwards),
};

/** One line a defense, for help texts. */
export const defenseForms: readonly string[] = [
  'none: the plain model',
  ...Object.entries(entries).map(([name, { argument, meaning }]) => `${name}${argument}: ${meaning}`),
];

/**
 * @param text one name, or several joined by `+`, the first innermost
 * @throws UsageError saying what was expected and what came
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
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
  if (!entry) throw new UsageError(`defense: expected one of ${defenseForms.join('; ')}, got '${part}'`);
  const value = decimal(argument);
  const said = suffixOptions(suffixes, entry.options ?? []);
  if (value === undefined || !entry.accepts(value) || !said) {
    throw new UsageError(`defense: expected ${name}${entry.argument} (${entry.meaning}), got '${part}'`);
  }
  return entry.create(value, { ...options, ...said });
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
