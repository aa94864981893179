/** Makes an agent of the zoo from a run: 16-bit weights, their score, and the card. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { encodeAgent, loadAgent } from '../../src/agent/agent-files.js';
import { type AgentCard, cardName, encodeCard, readCard } from '../../src/agent/zoo/card.js';
import { UsageError } from '../../src/common/errors.js';
import { plural, score as scoreText } from '../../src/common/format.js';
import { isFolder, namesIn } from '../../src/files/read-file.js';
import { saveModelFiles } from '../../src/model/model-files.js';
import { bestName } from '../../src/storage/runs/names.js';
import { makeCard } from './make-card.js';

export interface PublishOptions {
  /** The run folder. */
  readonly run: string;
  /** The folder of the zoo's agents. */
  readonly zoo: string;
  readonly checkpoint: 'last' | 'best';
  /** Of the score. */
  readonly episodes: number;
}

/** Measures the agent and writes it, with its card. @returns a line on its score, and that of the agent it replaces */
export async function publish({ run, zoo, checkpoint, episodes }: PublishOptions): Promise<string> {
  const agent = loadAgent(checkpoint === 'best' ? join(run, bestName) : run);
  const folder = join(zoo, agent.game);
  const before = readCard(folder);
  const earlier = trainingsBefore(agent.config.initFrom, before?.trainings ?? [], run);
  const options = { run, earlier, episodes, dtype: 'F16' as const, runName: `zoo-${agent.game}` };
  const card = await makeCard(agent, options);
  saveModelFiles(folder, { ...encodeAgent(agent, { dtype: 'F16' }), [cardName]: encodeCard(card) });
  const replaced = before ? `; it replaces one that scored ${scoreText(before.score)}` : '';
  return `${folder}: ${scoreText(card.score)} in ${plural(episodes, 'episode')}${replaced}`;
}

/**
 * The trainings that led to the weights with which a run began.
 * @param known those of the agent in the zoo
 * @throws UsageError when no training in the zoo led to them
 */
export function trainingsBefore(
  initFrom: string | null,
  known: AgentCard['trainings'],
  run: string,
): AgentCard['trainings'] {
  if (initFrom === null) return [];
  const last = known.findIndex(({ sha256: hashes }) => Object.values(hashes).includes(initFrom));
  if (last >= 0) return known.slice(0, last + 1);
  throw new UsageError(
    `${run} began with weights that the zoo does not know (SHA-256 ${initFrom}): put the agent that it began with into the zoo first`,
  );
}

/** The cards of all agents of a zoo, by the ids of their games. */
export const cardsOf = (zoo: string) =>
  namesIn(zoo)
    .sort()
    .map((id) => join(zoo, id))
    .filter((folder) => isFolder(folder) && existsSync(join(folder, cardName)))
    .map((folder) => readCard(folder)!);
