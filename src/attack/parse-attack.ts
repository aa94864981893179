/** Attacks by the names that reports and the command line use; `registerAttack` adds names. */
import { asUsage, ownCode, UsageError } from '../common/errors.js';
import { expectedName } from '../common/nearest.js';
import { apgd } from './apgd.js';
import { eotPgd } from './eot-pgd.js';
import { fgsm, transfer } from './fgsm.js';
import { iterative } from './iterative.js';
import { pgd } from './pgd.js';
import { randomSign } from './random-sign.js';
import type { Attack } from './search/attack.js';
import { expected, type Gradient } from './search/gradients.js';
import { type Loss, type LossName, losses } from './search/losses.js';
import { type Layout, square } from './square.js';

/** Options of attacks that are chosen by name. */
export interface ParseAttackOptions {
  /** Monte Carlo samples of a stochastic model in each gradient, or in each score; default: the attack's own. */
  readonly gradientSamples?: number | undefined;
  /** Name of the loss; default: the attack's own. */
  readonly loss?: LossName | undefined;
  /** Iterations, or queries. */
  readonly steps?: number | undefined;
  /** In gray levels. */
  readonly stepSize?: number | undefined;
  /** Number of random starts. */
  readonly restarts?: number | undefined;
  /** Layout of the inputs; only `square` needs it. */
  readonly layout?: Layout | undefined;
}

/** Options that only some attacks take. */
export type OwnOption = 'loss' | 'steps' | 'stepSize' | 'restarts';

/** The options that were given, in the form that factories take. */
export interface ChosenOptions {
  /** The gradient, averaged over the chosen number of Monte Carlo samples. */
  readonly gradient?: Gradient;
  /** Monte Carlo samples of a stochastic model in each score, for attacks without gradients. */
  readonly samples?: number;
  /** The loss that the attack increases. */
  readonly loss?: Loss;
  /** Iterations, or queries. */
  readonly steps?: number;
  /** In gray levels. */
  readonly stepSize?: number;
  /** Number of random starts. */
  readonly restarts?: number;
  /** Order of the axes of the inputs. */
  readonly layout?: Layout;
}

/** What a name stands for. */
export interface AttackEntry {
  /** One clause, for lists of attacks. */
  readonly meaning: string;
  /** Author, year and place of publication. */
  readonly paper?: string;
  /** Options that the attack takes besides `gradientSamples` and `layout`. */
  readonly takes?: readonly OwnOption[];
  /** Makes the attack. Its label must be its name, or begin with its name and a hyphen. */
  create(chosen: ChosenOptions): Attack;
}

/** Samples in the gradient of attacks of one step, as in the SAP paper. */
const oneStepSamples = 100;

const sapPaper = 'Dhillon et al., ICLR 2018';

const builtIn: Readonly<Record<string, AttackEntry>> = {
  fgsm: {
    meaning: 'one step of λ along the sign of the gradient',
    paper: `Goodfellow et al., ICLR 2015; ${sapPaper}, §2`,
    takes: ['loss'],
    create: (chosen) => fgsm({ gradient: expected({ samples: oneStepSamples }), ...chosen }),
  },
  iterative: {
    meaning: 'the basic iterative method (BIM): λ steps of 1 gray level',
    paper: `Kurakin et al., ICLR workshop 2017; ${sapPaper}, §4.2`,
    takes: ['loss', 'stepSize'],
    create: iterative,
  },
  pgd: {
    meaning: 'projected gradient ascent, 40 steps from a random point',
    paper: 'Madry et al., ICLR 2018',
    takes: ['loss', 'steps', 'stepSize', 'restarts'],
    create: pgd,
  },
  'eot-pgd': {
    meaning: '500 steps of Adam over the expectation of a stochastic model, margin loss',
    paper: 'Athalye, Carlini and Wagner, ICML 2018',
    takes: ['loss', 'steps', 'stepSize'],
    create: eotPgd,
  },
  apgd: {
    meaning: 'Auto-PGD: 100 steps with momentum; the step size is halved when progress stalls',
    paper: 'Croce and Hein, ICML 2020',
    takes: ['loss', 'steps', 'restarts'],
    create: apgd,
  },
  random: {
    meaning: 'λ up or down at random, the baseline without a gradient',
    paper: sapPaper,
    create: () => randomSign(),
  },
  transfer: {
    meaning: 'FGSM with the gradient of the plain network (transfer FGSM)',
    paper: `Papernot et al., 2016 (arXiv:1605.07277); ${sapPaper}`,
    takes: ['loss'],
    create: (chosen) => transfer({ gradient: expected({ samples: oneStepSamples }), ...chosen }),
  },
  square: {
    meaning: 'black-box random search over squares, 5000 queries, no gradients',
    paper: 'Andriushchenko et al., ECCV 2020',
    takes: ['loss', 'steps'],
    create: square,
  },
};

const entries = new Map<string, AttackEntry>(Object.entries(builtIn));

/** All names, those that were registered last. */
export const attackNames = (): string[] => [...entries.keys()];

/** All names with what they stand for. */
export const attackEntries = (): ReadonlyMap<string, AttackEntry> => entries;

/**
 * Adds an attack to those that `parseAttack` and the command line know.
 * @param name lower-case letters, digits and hyphens
 * @throws UsageError for a name of another form, a name that is taken, or an entry without `meaning` or `create`
 * @example registerAttack('sign-flip', { meaning: 'flips every sign', create: () => createAttack(…) });
 */
export function registerAttack(name: string, entry: AttackEntry): void {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new UsageError(`attack: expected a name of lower-case letters, digits and hyphens, got "${name}"`);
  }
  if (entries.has(name)) throw new UsageError(`attack: the name "${name}" is taken: choose another`);
  if (typeof entry?.meaning !== 'string' || typeof entry.create !== 'function') {
    throw new UsageError(`attack ${name}: expected an object with meaning (text) and create (function)`);
  }
  entries.set(name, { ...entry, create: (chosen) => createRegistered(name, entry, chosen) });
}

/** Errors and labels of registered attacks are checked: labels tell attacks apart in results. */
function createRegistered(name: string, entry: AttackEntry, chosen: ChosenOptions): Attack {
  const attack = ownCode(`attack ${name}`, () => entry.create(chosen));
  const label: unknown = attack?.label;
  if (typeof label === 'string' && (label === name || label.startsWith(`${name}-`))) return attack;
  throw new UsageError(
    `attack ${name}: expected an attack whose label is "${name}" or begins with "${name}-", got "${label}"`,
  );
}

/** Lines for lists: `pgd: projected gradient ascent, …`. */
export const attackForms = (): string[] => [...entries].map(([name, { meaning }]) => `${name}: ${meaning}`);

const named: Readonly<Record<OwnOption, string>> = {
  loss: 'loss',
  steps: 'number of steps',
  stepSize: 'step size',
  restarts: 'number of restarts',
};

/** Returns the options that the attack takes; none for an unknown name. */
export const optionsTaken = (name: string): readonly OwnOption[] => entries.get(name)?.takes ?? [];

/** @throws UsageError for an unknown name, an option that the attack does not take, or a value out of range */
export function parseAttack(name: string, options: ParseAttackOptions = {}): Attack {
  const entry = entries.get(name);
  if (!entry) {
    throw new UsageError(
      `attack: ${expectedName(name, attackNames())}; attacks of your own need --plugin, or registerAttack`,
    );
  }
  for (const option of Object.keys(named) as OwnOption[]) {
    if (options[option] === undefined || optionsTaken(name).includes(option)) continue;
    const takers = attackNames().filter((other) => optionsTaken(other).includes(option));
    throw new UsageError(`attack ${name} takes no ${named[option]}, got ${options[option]}: ${takers.join(', ')} do`);
  }
  return asUsage(() => entry.create(chosenOf(options)));
}

/** Only what was given, so that the factories' defaults hold. */
function chosenOf({ gradientSamples, loss, steps, stepSize, restarts, layout }: ParseAttackOptions): ChosenOptions {
  if (loss !== undefined && !Object.hasOwn(losses, loss)) {
    throw new UsageError(`loss: ${expectedName(loss, Object.keys(losses))}`);
  }
  return {
    ...(gradientSamples !== undefined && {
      gradient: expected({ samples: gradientSamples }),
      samples: gradientSamples,
    }),
    ...(loss !== undefined && { loss: losses[loss] }),
    ...(steps !== undefined && { steps }),
    ...(stepSize !== undefined && { stepSize }),
    ...(restarts !== undefined && { restarts }),
    ...(layout !== undefined && { layout }),
  };
}
