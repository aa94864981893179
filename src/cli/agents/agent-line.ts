/** The first line of what a command prints: which agent it uses. */
import { fixed, plural } from '../../common/format.js';
import type { Score, TrainedAgent } from '../../training/agent/found-runs.js';
import { runText } from './found-run.js';

/** An agent as reports name it. */
export interface NamedAgent extends Omit<TrainedAgent, 'folder'> {
  /** The game as people write it: `Bowling`. */
  readonly name: string;
  /** The run as results name it: `runs/bowling-1`, `bundled`. */
  readonly run: string;
  /** Why this agent; undefined where the user named it. */
  readonly reason?: string;
  readonly score?: Score;
}

/** Returns `Bowling · runs/bowling-1 (the newest run) · 40,000 of 40,000 steps · last score 23.5 (mean of 30 episodes)`. */
export const agentLine = (agent: NamedAgent): string =>
  [agent.name, runText(agent), trainedText(agent), scoreText(agent.score)].join(' · ');

const count = (value: number): string => value.toLocaleString('en-US');

const likeness = { random: 'an untrained network', initial: 'the agent whose weights it started with' };

function trainedText({ step, totalSteps, frames, weights }: NamedAgent): string {
  if (frames !== undefined) return `${count(frames)} frames`;
  if (step === 0) return 'imported';
  const so = totalSteps === undefined ? `${count(step)} steps` : `${count(step)} of ${count(totalSteps)} steps`;
  if (weights !== 'trained') return `${so}, before its first update: it plays like ${likeness[weights]}`;
  return totalSteps !== undefined && step < totalSteps ? `${so}: stopped, or still training` : so;
}

function scoreText(score: Score | undefined): string {
  if (!score) return 'no score yet';
  const of = score.of === 'evaluation' ? 'episode' : 'training episode';
  return `last score ${fixed(score.return, 1)} (${score.episodes === 1 ? `1 ${of}` : `mean of ${plural(score.episodes, of)}`})`;
}

/** The same as JSON, for `--json`. */
export const agentFacts = ({
  game,
  name,
  run,
  reason,
  step,
  totalSteps,
  frames,
  weights,
  written,
  score,
}: NamedAgent) => ({
  ...{ game, name, run },
  chosen: reason ?? null,
  ...{ step, totalSteps: totalSteps ?? null, weights, ...(frames !== undefined && { frames }) },
  written: new Date(written).toISOString(),
  score: score ?? null,
});
