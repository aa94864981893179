/** The score of an agent as its card has it: whole episodes, by the command line in a process of its own. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Agent, saveAgent } from '../../src/agent/agent-files.js';
import type { AgentCard } from '../../src/agent/zoo/card.js';
import type { Interval } from '../../src/common/interval.js';
import type { Episode } from '../../src/evaluation/games/episode.js';
import { plainAgent, randomPlayer } from '../../src/evaluation/settings.js';
import type { Dtype } from '../../src/model/safetensors.js';
import { readRows } from '../../src/storage/row-file.js';

const cli = fileURLToPath(new URL('../../dist/cli/index.js', import.meta.url));

/** Of the score, unlike those of the evaluations in training, by which the best agent is chosen. */
const seed = 1;
const exploration = 0.01;

/** The arguments of `sap-atari` that measure a score. */
export const scoreArguments = (run: string, episodes: number): string[] => [
  ...['evaluate', '--run', run, '--lambda', '0', '--defense', 'none', '--episodes', `${episodes}`],
  ...['--exploration', `${exploration}`, '--seed', `${seed}`],
];

/** A row of `evaluate --json`. */
interface Row {
  readonly mean: number;
  readonly interval: Interval | null;
  readonly episodes: number;
  readonly truncated: number;
  readonly humanNormalized: number | null;
}

/** Plays the agent, with its weights as they are or rounded, and random play from the same starts. */
export function measure(
  agent: Agent,
  { episodes, dtype }: { readonly episodes: number; readonly dtype: Dtype },
): { score: Omit<AgentCard['score'], 'command'>; random: AgentCard['references']['random'] } {
  const folder = mkdtempSync(join(tmpdir(), 'sap-atari-zoo-'));
  try {
    const [played, out] = [join(folder, agent.game), join(folder, 'evaluation')];
    saveAgent(played, agent, { dtype });
    const args = [cli, ...scoreArguments(played, episodes), '--json', '--out', out];
    const output = execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    const { rows, chance } = JSON.parse(output) as { readonly rows: readonly Row[]; readonly chance: readonly Row[] };
    const lines = readRows<Episode>(join(out, 'episodes.jsonl')).sort((a, b) => a.index - b.index);
    const returnsOf = (name: string) => lines.filter((line) => line.agent === name).map((line) => line.return);
    const { truncated, humanNormalized } = rows[0]!;
    return {
      score: {
        ...{ ...estimateOf(rows[0]!), returns: returnsOf(plainAgent), seed, exploration },
        ...{ truncated, humanNormalized },
      },
      random: { ...estimateOf(chance[0]!), returns: returnsOf(randomPlayer) },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const estimateOf = ({ mean, interval, episodes }: Row) => ({
  ...{ mean, episodes },
  interval: interval && ([interval[0], interval[1]] satisfies Interval),
});
