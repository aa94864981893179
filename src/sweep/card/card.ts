/** A result card: what one agent scored in a sweep, with all that is needed to compute it again. docs/result-card.md has its keys. */
import { z } from 'zod';
import { UsageError } from '../../common/errors.js';
import { printable, shown } from '../../common/printable.js';
import { providers } from '../../compute/signature.js';
import type { EvaluationReport } from '../../evaluation/games/report/game-report.js';
import type { EvaluationChoices } from '../../evaluation/games/run-evaluation.js';
import { expectDistinct } from '../../evaluation/players/adversary.js';
import { type Format, formatText, isFormat } from '../../files/format.js';
import { jsonText } from '../../files/json-text.js';
import { decodeText, parseJson } from '../../files/parse-json.js';
import { readRegularFile, sizeLimits } from '../../files/read-file.js';
import { specName } from '../spec/spec.js';
import { cardChoices } from './card-choices.js';
import { isCommandOf } from './command.js';

const cardFormat: Format = { name: 'result card', version: 1, remedy: 'collect the sweep anew' };

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256');
const keys = z.record(z.string(), z.unknown());
/** What is taken as it is, and printed: one line, without control characters. */
const label = z
  .string()
  .min(1)
  .max(300)
  .refine((text) => printable(text) === text && text.trim() === text, 'expected one line of printable characters');
const line = z.string().regex(/^[^\n]*$/, 'expected one line');

const agentShape = z.strictObject({
  /** Name in results; in the folder of the sweep `--run` takes it. */
  run: label,
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
  name: specName,
  /** Computes it again, in the folder of the sweep. */
  command: z.string(),
  /** Kinds of processors that played the episodes, as far as they are recorded. */
  processors: z.array(label),
  computing: z.strictObject({
    engine: z.enum(['onnx', 'tfjs']),
    provider: z.enum(providers),
    threads: z.int().min(1),
  }),
  /** The publication whose rules of play these are; null for others. */
  preset: z.string().nullable(),
  rules: keys,
  choices: cardChoices,
  /** The report of this agent alone: results.json of the command. */
  report: z.looseObject({ rows: z.array(z.looseObject({})) }),
  /** The lines of episodes.jsonl of the command, and the SHA-256 of that file. */
  episodes: z.strictObject({ count: z.int().min(1), sha256: hash, lines: z.array(line).min(1) }),
});

const cardShape = z.strictObject({
  format: z.literal(formatText(cardFormat)),
  sweep: specName,
  /** Versions that computed it: of sap-atari and of ONNX Runtime. */
  version: label,
  engine: label,
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
  const text = decodeText(readRegularFile(path, sizeLimits.json), path);
  const value = parseJson(text, path);
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
  for (const { name, choices, command } of card.evaluations) {
    const place = `${path}: evaluation ${name}`;
    expectOneAgent(choices, card.agent.run, place);
    if (isCommandOf(command, name, card.agent.run)) continue;
    throw new UsageError(
      `${place}: expected as its command sap-atari evaluate with this agent and a folder of this name, got ${shown(command, 200)}`,
    );
  }
  expectDistinct(
    `${path}: evaluations`,
    card.evaluations.map(({ name }) => name),
  );
  expectOwnText(text, jsonText(value), path);
  return card;
}

/** A key that is there twice, or a number in another form, may be read in another way by another program. */
function expectOwnText(text: string, own: string, path: string): void {
  if (text === own) return;
  const [lines, ownLines] = [text, own].map((each) => each.split('\n')) as [string[], string[]];
  const longer = lines.length > ownLines.length ? lines : ownLines;
  const at = longer.findIndex((_, i) => lines[i] !== ownLines[i]);
  const [found, expected] = [shown(lines[at]), shown(ownLines[at])];
  throw new UsageError(
    `${path} is not a result card as it was written: line ${at + 1}: expected ${expected}, got ${found}; take the file that sweep collect wrote`,
  );
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
