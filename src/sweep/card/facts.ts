/** What a card says of an agent and of an evaluation: made from files, and again when a card is verified. */
import type { Agent } from '../../agent/agent-files.js';
import { presetNames, presetRules } from '../../env/presets.js';
import { evaluationRules, type Rules, ruleKeys } from '../../env/rules.js';
import { type Episode, episodeSchema } from '../../evaluation/games/episode.js';
import { type EvaluationChoices, reportOf } from '../../evaluation/games/run-evaluation.js';
import { fingerprintOf } from '../../evaluation/players/identity.js';
import { loadPlayers, type Players } from '../../evaluation/players/players.js';
import { sha256 } from '../../files/sha256.js';
import { parseRows } from '../../storage/row-file.js';
import type { CardAgent, CardEvaluation } from './card.js';

export function agentFactsOf(agent: Agent, run: string): CardAgent {
  const { game, actions, step, config } = agent;
  const text = JSON.stringify(config);
  return {
    ...{ run, game, actions: [...actions], steps: step, weights: fingerprintOf(agent) },
    config: { sha256: sha256(text), keys: JSON.parse(text) },
  };
}

/** What follows from the agent, the choices and the lines. */
export type EvaluationFacts = Pick<CardEvaluation, 'preset' | 'rules' | 'choices' | 'report' | 'episodes'>;

export interface EvaluationSource extends Pick<CardEvaluation, 'choices' | 'computing'> {
  /** Of episodes.jsonl, without line feeds. */
  readonly lines: readonly string[];
  /** Named in messages. */
  readonly path: string;
}

/** @throws UsageError for lines that are damaged or not those of the choices */
export async function evaluationFactsOf(
  { choices, computing, lines, path }: EvaluationSource,
  players: Players,
): Promise<EvaluationFacts> {
  const text = lines.map((line) => `${line}\n`).join('');
  const episodes = parseRows<Episode>(text, { path, schema: episodeSchema, remedy: 'collect the sweep anew' });
  const { game, rules } = players.agentsUnderTest[0]!;
  return {
    preset: presetOf(rules!, game),
    rules: { ...rules },
    choices,
    report: await reportOf(episodes, choices, { players, computing, path }),
    episodes: { count: lines.length, sha256: sha256(text), lines: [...lines] },
  };
}

/** The players of a card's evaluation. @param folder of the agent */
export const playersOf = (choices: EvaluationChoices, folder: string): Promise<Players> =>
  loadPlayers({ ...choices.names, runs: [{ run: choices.names.runs[0]!.run, folder }] });

function presetOf(rules: Rules, game: string): string | null {
  const isAlike = (other: Rules) => ruleKeys.every((key) => rules[key] === other[key]);
  return presetNames.find((name) => isAlike(evaluationRules(presetRules(name, game)))) ?? null;
}
