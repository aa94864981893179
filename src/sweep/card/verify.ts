/** Verifies a card: its tables follow from its lines, and a sample of its lines from the agent. */
import { cpus } from 'node:os';
import { loadAgent } from '../../agent/agent-files.js';
import { UsageError } from '../../common/errors.js';
import { createRandom } from '../../common/random.js';
import { loadEagerBackend } from '../../compute/engine.js';
import { runtimeVersion } from '../../compute/onnx/runtime.js';
import { listsOf } from '../../evaluation/games/play-episodes.js';
import { createPlayer } from '../../evaluation/games/player.js';
import type { EvaluationReport } from '../../evaluation/games/report/game-report.js';
import type { Players } from '../../evaluation/players/players.js';
import { describeSetting } from '../../evaluation/report/describe.js';
import { episodeKey, type Job, planEpisodes } from '../../evaluation/settings.js';
import { packageVersion } from '../plan/plan-sweep.js';
import type { CardEvaluation, ResultCard } from './card.js';
import { firstDifference } from './difference.js';
import { agentFactsOf, evaluationFactsOf, playersOf } from './facts.js';

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
  /** Called after each episode that agrees. */
  readonly onEpisode?: (text: string) => void;
}

export interface Verified {
  readonly recomputed: number;
  /** Episodes of the card. */
  readonly episodes: number;
  /** Of the recomputed ones, equal byte for byte; the others agree within the tolerance. */
  readonly equal: number;
}

/**
 * Largest difference of a mean where another version or kind of processor computed the card; relative above 1. Returns and counts
 * must be equal all the same.
 */
export const tolerance = 1e-3;

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
  const { path, folder, machine = thisMachine() } = options;
  expectAgent(card, options);
  const allowed = otherMachine(card, machine) === undefined ? 0 : tolerance;
  const opened = [];
  for (const evaluation of card.evaluations) {
    const players = await playersOf(evaluation.choices, folder);
    await expectTables(evaluation, players, { path, sameVersion: card.version === machine.version });
    const jobs = planEpisodes(listsOf(players, evaluation.choices));
    opened.push({ evaluation, players, jobs });
  }
  const all = opened.flatMap(({ jobs }, of) => jobs.map((job) => ({ of, job })));
  const chosen = sampleOf(all, options.sample, options.seed);
  let equal = 0;
  for (const [of, { evaluation, players, jobs }] of opened.entries()) {
    const recompute = { path, players, jobs: chosen.filter((each) => each.of === of).map(({ job }) => job), all: jobs };
    equal += await recomputeEpisodes(evaluation, { ...recompute, allowed, onEpisode: options.onEpisode });
  }
  return { recomputed: chosen.length, episodes: all.length, equal };
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
  { path, sameVersion }: { readonly path: string; readonly sameVersion: boolean },
): Promise<void> {
  const { name, choices, computing, preset, rules, report, episodes } = evaluation;
  const source = { choices, computing, lines: episodes.lines, path: `${path}: evaluation ${name}` };
  const facts = await evaluationFactsOf(source, players);
  const { lines: _, ...stated } = episodes;
  const { lines: __, ...counted } = facts.episodes;
  const difference =
    firstDifference({ episodes: stated }, { episodes: counted }) ??
    (sameVersion
      ? firstDifference({ preset, rules, report }, { preset: facts.preset, rules: facts.rules, report: facts.report })
      : firstDifference(numbersOf(report), numbersOf(facts.report), tolerance));
  if (difference === undefined) return;
  throw new Error(
    `${path}: evaluation ${name} does not follow from its lines: ${difference}; the card was changed since it was written`,
  );
}

const numbersOf = ({ rows, chance, worstCases }: EvaluationReport) => ({ rows, chance, worstCases });

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

interface Recompute {
  readonly path: string;
  readonly players: Players;
  readonly jobs: readonly Job[];
  /** Of the evaluation, for names of settings. */
  readonly all: readonly Job[];
  readonly allowed: number;
  readonly onEpisode: VerifyOptions['onEpisode'];
}

/** @returns how many are equal byte for byte */
async function recomputeEpisodes(
  { name, choices, computing, episodes }: CardEvaluation,
  { path, players, jobs, all, allowed, onEpisode }: Recompute,
): Promise<number> {
  if (jobs.length === 0) return 0;
  if (computing.engine === 'tfjs') await loadEagerBackend();
  const keyOf = (job: Job) => JSON.stringify(episodeKey(job));
  const lineOf = new Map(episodes.lines.map((line) => [keyOf(JSON.parse(line) as Job), line]));
  const player = createPlayer(players, choices.rules, computing);
  let equal = 0;
  try {
    for (const job of jobs) {
      const played = await player.do(job);
      const recomputed = played![0]!.lines[0]!;
      const expected = lineOf.get(keyOf(job))!;
      const where = `${name}: ${describeSetting(job, all)}, seed ${job.seed}, episode ${job.index}`;
      const isEqual = JSON.stringify(recomputed) === expected;
      const difference = isEqual ? undefined : firstDifference(JSON.parse(expected), recomputed, allowed);
      if (difference !== undefined || !(isEqual || allowed > 0)) {
        throw new Error(`${path}: ${where}: ${difference ?? 'the same numbers in other bytes'}`);
      }
      if (isEqual) equal++;
      onEpisode?.(`${where}: ${isEqual ? 'equal' : `equal within ${tolerance}`}`);
    }
  } finally {
    await player.dispose();
  }
  return equal;
}
