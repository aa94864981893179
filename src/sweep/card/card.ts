/** A result card: what one agent scored in a sweep, with all that is needed to compute it again. docs/result-card.md has its keys. */
import { z } from 'zod';
import { UsageError } from '../../common/errors.js';
import { shown } from '../../common/printable.js';
import { providers } from '../../compute/signature.js';
import type { EvaluationReport } from '../../evaluation/games/report/game-report.js';
import type { EvaluationChoices } from '../../evaluation/games/run-evaluation.js';
import { type Format, formatText, isFormat } from '../../files/format.js';
import { jsonText } from '../../files/json-text.js';
import { readJson } from '../../files/read-file.js';
import { storedChoices } from '../../storage/results/stored-choices.js';

const cardFormat: Format = { name: 'result card', version: 1, remedy: 'collect the sweep anew' };

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256');
const keys = z.record(z.string(), z.unknown());

const agentShape = z.strictObject({
  /** Name in results; in the folder of the sweep `--run` takes it. */
  run: z.string().min(1),
  /** Id in the game table. */
  game: z.string(),
  actions: z.array(z.string()),
  /** Agent steps of its training. */
  steps: z.number().min(0),
  /** SHA-256 of the parameters as float32 in memory, as in settings.json of an evaluation. */
  weights: hash,
  /** Of its training, with the SHA-256 of its JSON. */
  config: z.strictObject({ sha256: hash, keys }),
});

const evaluationShape = z.strictObject({
  /** In the spec of the sweep. */
  name: z.string(),
  /** Computes it again, in the folder of the sweep. */
  command: z.string(),
  /** Kinds of processors that played the episodes, as far as they are recorded. */
  processors: z.array(z.string()),
  computing: z.strictObject({
    engine: z.enum(['onnx', 'tfjs']),
    provider: z.enum(providers),
    threads: z.int().min(1),
  }),
  /** The publication whose rules of play these are; null for others. */
  preset: z.string().nullable(),
  rules: keys,
  /** A card may come from anywhere, so it names no file: neither a folder nor a plugin. */
  choices: storedChoices.evaluation,
  /** The report of this agent alone: results.json of the command. */
  report: z.looseObject({ rows: z.array(z.looseObject({})) }),
  /** The lines of episodes.jsonl of the command, and the SHA-256 of that file. */
  episodes: z.strictObject({ count: z.int().min(1), sha256: hash, lines: z.array(z.string()).min(1) }),
});

const cardShape = z.strictObject({
  format: z.literal(formatText(cardFormat)),
  sweep: z.string(),
  /** Versions that computed it: of sap-atari and of ONNX Runtime. */
  version: z.string(),
  engine: z.string(),
  agent: agentShape,
  evaluations: z.array(evaluationShape).min(1),
});

export type CardAgent = Readonly<z.infer<typeof agentShape>>;
export type CardEvaluation = Readonly<Omit<z.infer<typeof evaluationShape>, 'choices' | 'report'>> & {
  readonly choices: EvaluationChoices;
  readonly report: EvaluationReport;
};
export type ResultCard = Readonly<Omit<z.infer<typeof cardShape>, 'format' | 'evaluations'>> & {
  readonly evaluations: readonly CardEvaluation[];
};

/** @throws UsageError in one line for a file that is missing, no card, of another version, or damaged */
export function readResultCard(path: string): ResultCard {
  const value = readJson(path);
  const found = (value as { readonly format?: unknown } | null)?.format;
  if (!isFormat(found, cardFormat, path)) {
    throw new UsageError(
      `${path}: expected a result card (format "${formatText(cardFormat)}"), got ${shown(found)}; sweep collect writes such cards`,
    );
  }
  const issue = cardShape.safeParse(value).error?.issues[0];
  if (issue) {
    throw new UsageError(
      `${path} is not a result card as it was written: ${issue.path.join('.')}: ${shown(issue.message, 200)}`,
    );
  }
  const card = value as ResultCard; // as it was written: zod would put its keys in another order
  const plugin = card.evaluations.find(({ choices }) => choices.names.plugin);
  if (plugin) throw new UsageError(`${path}: evaluation ${plugin.name}: expected no plugin, got one; cards have none`);
  for (const { name, choices } of card.evaluations)
    expectOneAgent(choices, card.agent.run, `${path}: evaluation ${name}`);
  return card;
}

/** A card's choices name its agent alone, and its folder by the same name (`choicesFor`). */
function expectOneAgent({ names }: EvaluationChoices, run: string, place: string): void {
  const named = names.runs.flatMap((each) => [each.run, each.folder]);
  const other = named.find((each) => each !== run);
  if (other === undefined && names.runs.length === 1) return;
  throw new UsageError(
    `${place}: expected the agent of the card (${shown(run)}) alone, got ${other === undefined ? `${names.runs.length} agents` : shown(other)}`,
  );
}

/** The text of a card's file. */
export const resultCardText = (card: ResultCard): string => jsonText({ format: formatText(cardFormat), ...card });

/** Name of an agent's card, without its ending: `catch-1-0123abcd` for `agents/catch-1-0123abcd`. */
export const resultCardName = (run: string): string =>
  run.replace(/^agents\//, '').replaceAll(/[^A-Za-z0-9.=-]+/g, '-');
