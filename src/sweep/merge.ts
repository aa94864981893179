/** Merges the parts of an evaluation into the folder that one `evaluate` of all agents and seeds would have written. */
import { UsageError } from '../common/errors.js';
import type { EvaluationReport } from '../evaluation/games/report/game-report.js';
import { type EvaluationChoices, evaluationKind, runEvaluation } from '../evaluation/games/run-evaluation.js';
import { readChoices } from '../storage/results/settings.js';
import { storedChoices } from '../storage/results/stored-choices.js';

/** What merging computes with: nothing is played, but the players are loaded. */
const computing = { engine: 'onnx', provider: 'cpu', workers: 1, threads: 1 } as const;

/**
 * @param parts folders of finished evaluations, alike but for agents and seeds
 * @throws UsageError for parts that differ in more, or that lack an agent or a seed
 */
export async function mergeEvaluations(parts: readonly string[], folder: string): Promise<EvaluationReport> {
  const choices = joinedChoices(parts.map((part) => [part, choicesOf(part)]));
  const controller = new AbortController();
  const report = await runEvaluation(choices, {
    ...{ folder, parts, computing, signal: controller.signal },
    onStart(done, total) {
      if (done < total) controller.abort();
    },
  });
  if (report.complete) return report;
  throw new UsageError(
    `${folder}: expected parts with every agent under every seed, got ${parts.length} that lack some`,
  );
}

const choicesOf = (part: string): EvaluationChoices =>
  readChoices<EvaluationChoices>(part, evaluationKind, storedChoices.evaluation);

/** All agents and seeds, in the order of the parts. */
export function joinedChoices(
  parts: readonly (readonly [folder: string, choices: EvaluationChoices])[],
): EvaluationChoices {
  const [first] = parts;
  if (!first) throw new UsageError('expected at least one evaluation to merge, got none');
  const shared = (choices: EvaluationChoices) =>
    JSON.stringify({ ...choices, seeds: [], names: { ...choices.names, runs: [] } });
  const other = parts.find(([, choices]) => shared(choices) !== shared(first[1]));
  if (other)
    throw new UsageError(`${other[0]}: expected the choices of ${first[0]} but for agents and seeds, got others`);
  const runs = new Map(parts.flatMap(([, { names }]) => names.runs.map((run) => [run.run, run] as const)));
  const seeds = new Set(parts.flatMap(([, choices]) => choices.seeds));
  return { ...first[1], names: { ...first[1].names, runs: [...runs.values()] }, seeds: [...seeds] };
}
