/** Attacks by the names that reports and the command line use. */
import { asUsage, UsageError } from '../common/errors.js';
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

export interface ParseAttackOptions {
  /** Monte-Carlo draws of a stochastic model in a gradient, or in a score; default the attack's own. */
  readonly gradientSamples?: number | undefined;
  readonly loss?: LossName | undefined;
  /** Steps, or queries. */
  readonly steps?: number | undefined;
  /** Size of a step in pixels. */
  readonly stepSize?: number | undefined;
  readonly restarts?: number | undefined;
  /** Of the inputs; only `square` asks. */
  readonly layout?: Layout | undefined;
}

/** Options that the user sets for one attack; the others mean something, or nothing, to every attack. */
export type OwnOption = 'loss' | 'steps' | 'stepSize' | 'restarts';

/** Options that were given, in the form the factories take. */
interface Chosen {
  readonly gradient?: Gradient;
  readonly samples?: number;
  readonly loss?: Loss;
  readonly steps?: number;
  readonly stepSize?: number;
  readonly restarts?: number;
  readonly layout?: Layout;
}

interface Entry {
  readonly meaning: string;
  readonly takes: readonly OwnOption[];
  create(chosen: Chosen): Attack;
}

/** The paper's, for one step. */
const oneStepDraws = 100;

/** One line an attack. */
const entries: Readonly<Record<string, Entry>> = {
  fgsm: {
    meaning: 'one step of λ along the sign of the gradient',
    takes: ['loss'],
    create: (chosen) => fgsm({ gradient: expected({ samples: oneStepDraws }), ...chosen }),
  },
  iterative: {
    meaning: 'steps of 1 pixel, λ of them',
    takes: ['loss', 'stepSize'],
    create: iterative,
  },
  pgd: {
    meaning: '40 steps from a random point',
    takes: ['loss', 'steps', 'stepSize', 'restarts'],
    create: pgd,
  },
  'eot-pgd': {
    meaning: '500 steps of Adam on the sign of the gradient, margin loss; made to break stochastic defenses',
    takes: ['loss', 'steps', 'stepSize'],
    create: eotPgd,
  },
  apgd: {
    meaning: '100 steps of Auto-PGD: momentum, the step halved where it stops paying',
    takes: ['loss', 'steps', 'restarts'],
    create: apgd,
  },
  random: { meaning: 'λ up or down at random', takes: [], create: () => randomSign() },
  transfer: {
    meaning: 'fgsm with the gradient of the plain network',
    takes: ['loss'],
    create: (chosen) => transfer({ gradient: expected({ samples: oneStepDraws }), ...chosen }),
  },
  square: {
    meaning: '5000 tried squares, no gradients',
    takes: ['loss', 'steps'],
    create: square,
  },
};

export const attackNames = Object.keys(entries);

/** One line an attack, for help texts. */
export const attackForms: readonly string[] = Object.entries(entries).map(
  ([name, { meaning }]) => `${name}: ${meaning}`,
);

const named: Readonly<Record<OwnOption, string>> = {
  loss: 'loss',
  steps: 'number of steps',
  stepSize: 'step size',
  restarts: 'number of restarts',
};

/** Which of the options that are set for one attack it takes. */
export const optionsTaken = (name: string): readonly OwnOption[] =>
  Object.hasOwn(entries, name) ? entries[name]!.takes : [];

/** @throws UsageError saying what was expected and what came, also of an option that the attack does not take */
export function parseAttack(name: string, options: ParseAttackOptions = {}): Attack {
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
  if (!entry) throw new UsageError(`attack: expected one of ${attackForms.join('; ')}, got '${name}'`);
  for (const option of Object.keys(named) as OwnOption[]) {
    if (options[option] === undefined || entry.takes.includes(option)) continue;
    const takers = attackNames.filter((other) => entries[other]!.takes.includes(option)).join(', ');
    throw new UsageError(`attack ${name} takes no ${named[option]}, got ${options[option]}: ${takers} do`);
  }
  return asUsage(() => entry.create(chosenOf(options)));
}

/** Only what was given, so that the factories' defaults hold. */
function chosenOf({ gradientSamples, loss, steps, stepSize, restarts, layout }: ParseAttackOptions): Chosen {
  if (loss !== undefined && !Object.hasOwn(losses, loss)) {
    throw new UsageError(`loss: expected one of ${Object.keys(losses).join(', ')}, got '${loss}'`);
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
