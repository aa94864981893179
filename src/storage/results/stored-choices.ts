/**
 * The schema of `choices` in settings.json, from which an evaluation or a grid is resumed: the type of every value. Bounds
 * and names are checked where the choices are used, as for flags.
 */
import { z } from 'zod';
import { givenShape } from '../../env/presets.js';

/** `AdversaryNames` */
const adversary = z.looseObject({
  attacks: z.array(z.string()),
  gradientSamples: z.array(z.number().nullable()).min(1),
  attackChoices: z.strictObject({
    loss: z.string().optional(),
    steps: z.number().optional(),
    stepSize: z.number().optional(),
    restarts: z.number().optional(),
  }),
  attackOn: z.enum(['self', 'plain']),
  defenses: z.array(z.string()),
  defenseOptions: z.strictObject({ sampler: z.string().optional(), backward: z.string().optional() }),
  outputSamples: z.number(),
  plugin: z.strictObject({ file: z.string(), sha256: z.string() }).optional(),
});
const runs = z.array(z.looseObject({ run: z.string(), folder: z.string() })).min(1);
/** `PlayerNames` */
const players = adversary.extend({
  ...{ runs, target: z.string(), timing: z.string(), frames: z.enum(['all', 'newest']) },
  gameRules: z.strictObject(givenShape).partial().optional(),
});
const numbers = z.array(z.number()).min(1);

export const storedChoices = {
  /** `EvaluationChoices` */
  evaluation: z.looseObject({
    names: players,
    rules: z.looseObject({
      ...{ maxSteps: z.number().nullable(), maxStallSteps: z.number().nullable() },
      evaluationExploration: z.number().nullable(),
    }),
    lambdas: numbers,
    seeds: numbers,
    episodes: z.number(),
  }),
  /** `GridChoices` */
  grid: z.looseObject({
    names: players,
    lambdas: numbers,
    seed: z.number(),
    states: z.union([z.string(), z.looseObject({ count: z.number(), periodSteps: z.number() })]),
  }),
  /** `VisionChoices` */
  vision: z.looseObject({
    names: adversary,
    runs,
    images: z.looseObject({ data: z.string(), dataFolder: z.string().nullable(), dataSeed: z.number() }),
    count: z.number(),
    lambdas: numbers,
    seed: z.number(),
  }),
} as const;
