/** Estimates the memory of jobs from their settings alone, so that a plan is the same on every machine. */
import { catchFolder } from '../../agent/bundled-agents.js';
import type { Config } from '../../agent/config.js';
import { evaluationMemory } from '../../evaluation/games/memory.js';
import { loadPlayers, type PlayerNames } from '../../evaluation/players/players.js';
import { programBytes, totalBytes } from '../../jobs/memory.js';
import { trainingMemory } from '../../training/agent/memory.js';
import type { EvaluationSpec, SweepSpec } from '../spec/spec.js';

/** All of the console: the most outputs that a network may have. */
const mostActions = 18;

/** @throws UsageError for a config whose arrays cannot be allocated */
export const trainingBytes = (config: Config): number => totalBytes(trainingMemory(config, mostActions));

/** Merging loads the agents and holds the episodes. */
export const mergeBytes = 4 * programBytes;

/**
 * The memory of a part of each evaluation, by name, for an agent with the network of the paper: activations, which attacks and
 * samples multiply, take most of it.
 * @throws UsageError for unknown attacks and defenses
 */
export async function evaluationMemoryOf({ evaluations }: SweepSpec): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const [name, evaluation] of Object.entries(evaluations)) {
    const players = await loadPlayers(namesOf(evaluation));
    const { lambdas, episodes, workers, seedsPerShard } = evaluation;
    const seeds = evaluation.seeds.slice(0, seedsPerShard);
    found.set(name, totalBytes(await evaluationMemory({ lambdas, episodes, seeds }, players, workers)));
  }
  return found;
}

const namesOf = ({ attacks, defenses, options }: EvaluationSpec): PlayerNames => ({
  runs: [{ run: 'bundled', folder: catchFolder }],
  ...{ attacks, defenses },
  gradientSamples: [options.gradientSamples ?? null].flat() as (number | null)[],
  outputSamples: Number(options.outputSamples ?? 100),
  ...{ attackChoices: {}, attackOn: 'self', defenseOptions: {} },
  ...{ target: 'greedy-action', timing: 'always', frames: 'all' },
});
