/** What was found about one agent, and what it says about SAP-100, the defense that the report is about. */
import type { EvaluationReport } from '../../evaluation/games/report/game-report.js';
import type { Row } from '../../evaluation/games/report/summary.js';
import type { WorstCase } from '../../evaluation/games/report/worst-case.js';
import type { GridReport } from '../../evaluation/states/grid-report.js';
import type { GridWorstCase } from '../../evaluation/states/grid-summary.js';

export interface AgentResults {
  readonly game: string;
  readonly run: string;
  /** Every defense under every attack on recorded states. */
  readonly grid: GridReport;
  /** FGSM on SAP-100 with several numbers of samples per gradient, on the same states. */
  readonly sweep: GridReport;
  /** Whole episodes of the plain and the SAP-100 agent. */
  readonly games: EvaluationReport;
}

export const sap = 'sap100';

export const gameRow = (
  { games }: AgentResults,
  agent: string,
  lambda: number,
  attack: string | null,
): Row | undefined => games.rows.find((row) => row.agent === agent && row.lambda === lambda && row.attack === attack);

/** Smallest λ from which on the flip rate's interval lies above one half; undefined where it does not at the largest λ. */
export function breakingLambda({ grid }: AgentResults, agent: string): number | undefined {
  const ofAgent = grid.worstCases.filter((each) => each.agent === agent).toSorted((a, b) => a.lambda - b.lambda);
  const holds = ({ flipInterval: [low] }: GridWorstCase) => low > 0.5;
  return ofAgent[ofAgent.findLastIndex((each) => !holds(each)) + 1]?.lambda;
}

/**
 * Smallest λ from which on more than half of the lead over random play is lost, with the whole interval beyond that; undefined
 * where it is not at the largest λ.
 */
export function leadLosingLambda({ games }: AgentResults, agent: string): number | undefined {
  const ofAgent = games.worstCases.filter((each) => each.agent === agent).toSorted((a, b) => a.lambda - b.lambda);
  const holds = ({ leadKeptInterval: interval }: WorstCase) => interval === null || interval[1] >= 50;
  return ofAgent[ofAgent.findLastIndex((each) => holds(each)) + 1]?.lambda;
}

/** The λ of the episodes, ascending. */
export const lambdasOf = ({ games }: AgentResults): number[] =>
  [...new Set(games.rows.map(({ lambda }) => lambda))].sort((a, b) => a - b);
