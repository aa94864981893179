/** Verifies a card: its tables follow from its lines, and a sample of its lines from the agent. */
import { cpus } from 'node:os';
import { loadAgent } from '../../agent/agent-files.js';
import { UsageError } from '../../common/errors.js';
import { createRandom } from '../../common/random.js';
import { runtimeVersion } from '../../compute/onnx/runtime.js';
import { evaluationMemory } from '../../evaluation/games/memory.js';
import { listsOf } from '../../evaluation/games/play-episodes.js';
import type { EvaluationReport } from '../../evaluation/games/report/game-report.js';
import type { Players } from '../../evaluation/players/players.js';
import { planEpisodes } from '../../evaluation/settings.js';
import { parseJson } from '../../files/parse-json.js';
import { expectMemory } from '../../jobs/memory.js';
import { packageVersion } from '../plan/same-programs.js';
import type { CardEvaluation, ResultCard } from './card.js';
import { firstDifference } from './difference.js';
import { agentFactsOf, evaluationFactsOf, playersOf } from './facts.js';
import { type AgreedEpisode, type EpisodeStep, recomputeEpisodes, tolerance } from './recompute.js';

/** What last digits depend on. */
export interface Machine {
  readonly version: string;
  readonly engine: string;
  readonly processor: string;
}

export const thisMachine = (): Machine => ({
  ...{ version: packageVersion, engine: runtimeVersion },
  processor: cpus()[0]?.model.trim() ?? 'unknown',
});

export interface VerifyOptions {
  /** Of the card, for messages. */
  readonly path: string;
  /** Of the agent. */
  readonly folder: string;
  /** Episodes to compute again; all, where there are no more. */
  readonly sample: number;
  /** Of the choice of episodes. */
  readonly seed: number;
  readonly machine?: Machine;
  /** Aborting it ends the work before the next step. */
  readonly signal?: AbortSignal;
  /** Called several times an episode. @param done episodes that agree */
  readonly onProgress?: (done: number, total: number, step: EpisodeStep) => void;
}

export interface Verified {
  /** Episodes to compute again. */
  readonly chosen: number;
  /** Those that agree; fewer where the work was aborted. */
  readonly agreed: readonly AgreedEpisode[];
  /** Episodes of the card. */
  readonly episodes: number;
  /** Whether every key of the tables was compared; else only scores, since another version wrote the card. */
  readonly isWhole: boolean;
}

/** What differs between the machines of the card and this one; undefined where nothing does. */
export function otherMachine(card: ResultCard, here: Machine): string | undefined {
  const processors = [...new Set(card.evaluations.flatMap((each) => each.processors))];
  const differing = [
    ...(card.version === here.version ? [] : [`sap-atari ${card.version}, here ${here.version}`]),
    ...(card.engine === here.engine ? [] : [`ONNX Runtime ${card.engine}, here ${here.engine}`]),
    ...(processors.length === 1 && processors[0] === here.processor
      ? []
      : [`${processors.join(' and ') || 'a processor that is not recorded'}, here ${here.processor}`]),
  ];
  return differing.length === 0 ? undefined : differing.join('; ');
}

/**
 * @throws UsageError for another agent than that of the card, or a missing ROM; Error in one line that names the first table or
 *   episode that differs
 */
export async function verifyCard(card: ResultCard, options: VerifyOptions): Promise<Verified> {
  const { path, folder, machine = thisMachine(), signal } = options;
  expectAgent(card, options);
  const allowed = otherMachine(card, machine) === undefined ? 0 : tolerance;
  const isWhole = card.version === machine.version;
  const opened = [];
  for (const evaluation of card.evaluations) {
    const players = await playersOf(evaluation.choices, folder);
    await expectTables(evaluation, players, { path, isWhole });
    expectMemory(await evaluationMemory(evaluation.choices, players, 1));
    const jobs = planEpisodes(listsOf(players, evaluation.choices));
    opened.push({ evaluation, players, jobs });
  }
  const all = opened.flatMap(({ jobs }, of) => jobs.map((job) => ({ of, job })));
  const chosen = sampleOf(all, options.sample, options.seed);
  const agreed: AgreedEpisode[] = [];
  for (const [of, { evaluation, players, jobs }] of opened.entries()) {
    const ofEvaluation = chosen.filter((each) => each.of === of).map(({ job }) => job);
    const found = recomputeEpisodes(
      evaluation,
      { path, players, allowed, jobs: ofEvaluation, all: jobs },
      {
        ...(signal && { signal }),
        onStep: (step) => options.onProgress?.(agreed.length, chosen.length, step),
      },
    );
    for await (const episode of found) agreed.push(episode);
  }
  return { chosen: chosen.length, agreed, episodes: all.length, isWhole };
}

function expectAgent({ agent }: ResultCard, { path, folder }: VerifyOptions): void {
  const difference = firstDifference(agent, agentFactsOf(loadAgent(folder), agent.run));
  if (difference === undefined) return;
  throw new UsageError(`${path}: ${folder} is not the agent of this card: ${difference}; give its folder with --run`);
}

/** Another version may word a report differently, so that only its scores are compared. */
async function expectTables(
  evaluation: CardEvaluation,
  players: Players,
  { path, isWhole }: { readonly path: string; readonly isWhole: boolean },
): Promise<void> {
  const { name, choices, computing, preset, rules, report, episodes } = evaluation;
  const source = { choices, computing, lines: episodes.lines, path: `${path}: evaluation ${name}` };
  const facts = await evaluationFactsOf(source, players);
  const { lines: _, ...stated } = episodes;
  const { lines: __, ...counted } = facts.episodes;
  const difference =
    firstDifference({ episodes: stated }, { episodes: counted }) ??
    (isWhole
      ? firstDifference({ preset, rules, report }, { preset: facts.preset, rules: facts.rules, report: facts.report })
      : firstDifference(numbersOf(report), numbersOf(facts.report), tolerance));
  if (difference === undefined) return expectOwnLines(episodes.lines, source.path);
  throw new Error(
    `${path}: evaluation ${name} does not follow from its lines: ${difference}; the card was changed since it was written`,
  );
}

const numbersOf = ({ rows, chance, comparisons, aggregates, worstCases, leads }: EvaluationReport) => ({
  ...{ rows, chance, comparisons, aggregates, worstCases, leads },
});

/** @throws Error for a line with the same numbers in other bytes: a key that is there twice may be read in two ways */
function expectOwnLines(lines: readonly string[], path: string): void {
  const at = lines.findIndex((line) => JSON.stringify(parseJson(line, path)) !== line);
  if (at >= 0) throw new Error(`${path}: line ${at + 1}: the same numbers in other bytes`);
}

/** So many of the items, in their order. */
export function sampleOf<T>(items: readonly T[], count: number, seed: number): T[] {
  const rng = createRandom(seed).split('sample of a card');
  const left = items.map((_, i) => i);
  const chosen = Array.from(
    { length: Math.min(count, items.length) },
    () => left.splice(rng.integer(left.length), 1)[0]!,
  );
  return chosen.sort((a, b) => a - b).map((i) => items[i]!);
}
