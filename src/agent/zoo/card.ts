/**
 * card.json: what is known of an agent of the zoo. It lies beside the agent's two files; its README.md is made from it
 * (scripts/zoo-agent.mjs).
 */
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { UsageError } from '../../common/errors.js';
import { shown } from '../../common/printable.js';
import { type Format, formatText, isFormat } from '../../files/format.js';
import { jsonText } from '../../files/json-text.js';
import { readJson } from '../../files/read-file.js';
import { currentPath, describedWeights, descriptionName } from '../../model/model-files.js';

export const cardName = 'card.json';
const cardFormat: Format = { name: 'agent card', version: 2, remedy: 'make the card anew with scripts/zoo-agent.mjs' };

const count = z.int().min(0);
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256');
/** A mean of returns, in points, with its 95 % interval; null for a single episode. */
const estimate = z.object({
  mean: z.number(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  episodes: count.min(1),
});
/** Episodes that were played, with their returns: those of agents with the same index have the same start. */
const played = estimate.extend({ returns: z.array(z.number()).min(1) });
const spent = { hours: z.number().min(0), processorHours: z.number().min(0) };
const keys = z.record(z.string(), z.unknown());

/** One run of `train`. Its learning curve has a point for each evaluation. */
const training = z.object({
  command: z.string(),
  /** The package that trained: `sap-atari 0.2.0`. */
  package: z.string(),
  /** SHA-256 of the weights at its start; null: random weights. */
  initializedFrom: hash.nullable(),
  /** SHA-256 of its weights as they were trained, and rounded to 16-bit floats. */
  sha256: z.object({ F32: hash, F16: hash }),
  config: keys,
  /** Up to the agent of the card: agent steps, console frames, hours of the training process, and those of its threads on processors. */
  steps: count,
  frames: count,
  ...spent,
  curve: z.array(estimate.extend({ step: count, frames: count, ...spent })),
});

const schema = z.object({
  format: z.literal(formatText(cardFormat)),
  game: z.string(),
  /** As people write it: `Bowling`. */
  name: z.string(),
  /** The cartridge image: the name of ALE's file, and its MD5. */
  rom: z.object({ file: z.string(), md5: z.string() }),
  /** As they were played. */
  weights: z.object({ dtype: z.enum(['F16', 'F32']), sha256: hash }),
  /** The rules of play: of the last training, and of the evaluation. */
  rules: z.object({ training: keys, evaluation: keys }),
  /** In all trainings together. */
  frames: count,
  hours: z.number().min(0),
  /** On which the card was made. */
  machine: z.object({ cores: count.min(1), processor: z.string() }),
  /** Of these weights, in episodes that chose nothing. */
  score: played.extend({
    command: z.string(),
    seed: count,
    /** Share of random actions. */
    exploration: z.number(),
    /** Episodes that the frame limit ended, not the game. */
    truncated: count,
    humanNormalized: z.number().nullable(),
  }),
  /** Random play from the same starts, and published scores; null for games that the literature does not have. */
  references: z.object({
    random: played,
    published: z.object({ random: z.number(), human: z.number(), source: z.string() }).nullable(),
  }),
  /** The first one first. */
  trainings: z.array(training).min(1),
});

export type AgentCard = z.infer<typeof schema>;

/** @throws UsageError that names the key that is not as expected */
export function parseCard(value: unknown, path: string): AgentCard {
  isFormat((value as { format?: unknown } | null)?.format, cardFormat, path);
  const { data, error } = schema.safeParse(value);
  if (data) return data;
  const { path: at, message } = error.issues[0]!;
  throw new UsageError(`${path} is no card of an agent: ${at.join('.')}: ${message}`);
}

/**
 * Returns the card of an agent; undefined for a folder without one.
 * @throws UsageError as `parseCard`, and for the card of other weights than those that model.json describes
 */
export function readCard(folder: string): AgentCard | undefined {
  const path = currentPath(folder, cardName);
  if (!existsSync(path)) return undefined;
  const card = parseCard(readJson(path), path);
  const described = describedWeights(folder);
  if (described === card.weights.sha256) return card;
  throw new UsageError(
    `${path} is the card of another agent: expected the SHA-256 of the weights in ${descriptionName}, ${shown(described, 70)}, got "${card.weights.sha256}"; restore the files of the agent, or delete the card`,
  );
}

/** Returns the text of card.json. @throws UsageError as `parseCard` */
export const encodeCard = (card: Omit<AgentCard, 'format'>): string =>
  jsonText(parseCard({ format: formatText(cardFormat), ...card }, cardName));
