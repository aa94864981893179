/** sweep.json: a grid of trainings and evaluations, as people write it. docs/scale.md explains every key. */
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../common/errors.js';
import { limits } from '../../common/limits.js';
import { nearest } from '../../common/nearest.js';
import { shown } from '../../common/printable.js';
import { limited } from '../../files/config-forms.js';
import { readJson } from '../../files/read-file.js';

const nameForm = 'a name of small letters, digits and single hyphens, at most 40 characters';
/** A name of a sweep or an evaluation, which is also the name of a folder. */
export const specName = z
  .string(nameForm)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, nameForm)
  .max(40, nameForm);

const listOf = <T extends z.ZodType>(item: T, what: string) =>
  z.array(item, `a list of ${what}`).min(1, `a list with at least one of ${what}`);
const text = z.string('a text').min(1, 'a text that is not empty');
const seeds = listOf(limited(limits.agent.seed), 'seeds');
const value = z.union([z.string(), z.number(), z.boolean(), z.null()], 'a text, a number, true, false or null');

const trainingShape = z.strictObject({
  /** Names in the game table. */
  games: listOf(text, 'games'),
  /** Training seeds. */
  seeds,
  /** A file of config keys, relative to sweep.json, or the keys themselves; default: configs/laptop.json of the package. */
  config: z.union([text, z.record(z.string(), value)], 'the path of a config, or an object of its keys').optional(),
  /** Values by key of the config: every combination is trained. */
  vary: z.record(z.string(), listOf(value, 'values'), 'an object of lists by key of the config').optional(),
});

const evaluationShape = z.strictObject({
  attacks: listOf(text, 'attacks').default(['fgsm']),
  defenses: listOf(text, 'defenses').default(['sap100']),
  /** In gray levels. */
  lambdas: listOf(limited(limits.adversary.lambda), 'λ in gray levels').default([1, 2, 4]),
  /** Environment seeds. */
  seeds,
  /** Episodes per setting and seed. */
  episodes: limited(limits.command.episodes).default(10),
  /** Environment seeds that one job plays. */
  seedsPerShard: limited(limits.command.seeds).default(1),
  /** Which agents of each training are evaluated. */
  checkpoints: listOf(z.enum(['last', 'best'], 'last or best'), 'last, best').default(['last']),
  /** Worker threads of a job, and threads of each. */
  workers: limited(limits.command.workers).default(1),
  threads: limited(limits.command.threads).default(1),
  /** Other options of `evaluate`, in camel case: `{ "outputSamples": 10 }`. */
  options: z.record(z.string(), z.union([value, z.array(value)]), 'an object of options of evaluate').default({}),
});

const specShape = z.strictObject({
  name: specName,
  training: trainingShape.optional(),
  /** Agents that exist: folders, relative to sweep.json, or names such as zoo-pong and bundled. */
  agents: listOf(text, 'agents').optional(),
  evaluations: z.record(specName, evaluationShape, 'an object of evaluations by name').default({}),
});

export type SweepSpec = Readonly<z.infer<typeof specShape>>;
export type TrainingSpec = NonNullable<SweepSpec['training']>;
export type EvaluationSpec = SweepSpec['evaluations'][string];

/** Options of `evaluate` that a plan sets itself, or that make no sense in one. */
const refusedOptions = new Set([
  ...['run', 'runs', 'game', 'checkpoint', 'checkpoints', 'attack', 'attacks', 'defense', 'defenses', 'lambda'],
  ...['seed', 'seeds', 'episodes', 'budget', 'workers', 'threads', 'plan', 'out', 'resume', 'overwrite', 'json'],
  ...['verbose', 'wide', 'help', 'plugin', 'debug'],
]);

/** @throws UsageError in one line that names the key, what was expected and what was given */
export function readSpec(path: string): SweepSpec {
  return parseSpec(readJson(path), path);
}

/** @param source is named in messages @throws as `readSpec` */
export function parseSpec(data: unknown, source: string): SweepSpec {
  const parsed = specShape.safeParse(data);
  if (!parsed.success) throw new UsageError(`${source}: ${faultOf(parsed.error.issues[0]!, data)}`);
  const spec = parsed.data;
  const refuse = (why: string): never => {
    throw new UsageError(`${source}: ${why}`);
  };
  if (!spec.training && !spec.agents) refuse('expected training, agents or both, got neither: nothing to do');
  if (!spec.training && Object.keys(spec.evaluations).length === 0) {
    refuse('expected evaluations of the agents, got none: nothing to do');
  }
  if (spec.training) expectDistinct(source, 'training.seeds', spec.training.seeds);
  for (const [each, { seeds, options }] of Object.entries(spec.evaluations)) {
    expectDistinct(source, `evaluations.${each}.seeds`, seeds);
    const key = Object.keys(options).find((option) => refusedOptions.has(option) || !/^[a-z][A-Za-z]*$/.test(option));
    const flag = Object.keys(options).find((option) => [options[option]].flat().some(isFlag));
    if (flag !== undefined) {
      refuse(`evaluations.${each}.options.${flag}: expected a value of the option, got an option`);
    }
    if (key !== undefined) {
      refuse(`evaluations.${each}.options: ${shown(key)} cannot be given here; expected other options of evaluate`);
    }
  }
  return spec;
}

/** A text that a command line would take for an option. */
const isFlag = (value: unknown): boolean => typeof value === 'string' && value.startsWith('-');

/** A path of the spec, which is relative to its file. */
export const pathFrom = (specPath: string, path: string): string => resolve(dirname(specPath), path);

function expectDistinct(source: string, key: string, values: readonly number[]): void {
  const seen = new Set<number>();
  const twice = values.find((each) => seen.size === seen.add(each).size);
  if (twice !== undefined) throw new UsageError(`${source}: ${key}: expected each once, got ${twice} twice`);
}

const keysOf = {
  '': Object.keys(specShape.shape),
  training: Object.keys(trainingShape.shape),
  evaluations: Object.keys(evaluationShape.shape),
};

function faultOf(issue: z.core.$ZodIssue, data: unknown): string {
  const place = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    const known = keysOf[(place[0] ?? '') as keyof typeof keysOf];
    const within = place.length > 0 ? `${place.join('.')}: ` : '';
    return `${within}${shown(key)} is not a key of a sweep; did you mean "${nearest(key, known)}"?`;
  }
  const got = place.reduce<unknown>((found, key) => (found as Readonly<Record<string, unknown>>)?.[key], data);
  const expected = issue.code === 'invalid_key' ? nameForm : issue.message;
  return `${place.length > 0 ? `${place.join('.')}: ` : ''}expected ${expected}, got ${shown(got)}`;
}
