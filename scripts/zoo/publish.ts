/** Makes an agent of the zoo from a run: 16-bit weights, their score, and the card. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Agent, encodeAgent, loadAgent, saveAgent } from '../../src/agent/agent-files.js';
import { type AgentCard, cardName, encodeCard, parseCard, readCard } from '../../src/agent/zoo/card.js';
import { UsageError } from '../../src/common/errors.js';
import { plural, score as scoreText } from '../../src/common/format.js';
import type { Interval } from '../../src/common/interval.js';
import { openLibrary } from '../../src/env/library.js';
import { referenceScores } from '../../src/env/reference-scores.js';
import { evaluationRules, pickRules } from '../../src/env/rules.js';
import { writeAtomically } from '../../src/files/atomic-write.js';
import { isFolder, namesIn } from '../../src/files/read-file.js';
import { sha256 } from '../../src/files/sha256.js';
import { saveModelFiles, weightsName } from '../../src/model/model-files.js';
import { bestName } from '../../src/storage/runs/names.js';
import { cardText, zooText } from './card-text.js';
import { trainingOfRun } from './training-of-run.js';

const cli = fileURLToPath(new URL('../../dist/cli/index.js', import.meta.url));
const { name, version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** Of the score, unlike those of the evaluations in training, by which the best agent is chosen. */
const scoreSeed = 1;
const scoreExploration = 0.01;
const source = 'Wang et al. 2016, as in dqn_zoo';

export interface PublishOptions {
  /** The run folder. */
  readonly run: string;
  /** The folder of the zoo's agents. */
  readonly zoo: string;
  readonly checkpoint: 'last' | 'best';
  /** Of the score. */
  readonly episodes: number;
}

/** Measures the agent and writes it, with its card and the table of the zoo. @returns a line on its score, and that of the agent it replaces */
export async function publish({ run, zoo, checkpoint, episodes }: PublishOptions): Promise<string> {
  const agent = loadAgent(checkpoint === 'best' ? join(run, bestName) : run);
  const { initFrom } = agent.config;
  const folder = join(zoo, agent.game);
  const before = readCard(folder);
  const earlier = trainingsBefore(initFrom, before?.trainings ?? [], run);
  const library = await openLibrary();
  const game = library.named(agent.game);
  const rom = library.open(agent.game);
  const { score, random } = measure(agent, episodes);
  const files = encodeAgent(agent, { dtype: 'F16' });
  const hashes = { F32: sha256(encodeAgent(agent)[weightsName]), F16: sha256(files[weightsName]) };
  const training = {
    command: `${name} train --config config.json${initFrom === null ? '' : ' --init-from FOLDER'}`,
    package: `${name} ${version}`,
    initializedFrom: initFrom,
    sha256: hashes,
    config: agent.config,
    ...trainingOfRun(run, agent.step),
  };
  const trainings = [...earlier, training];
  const sum = (key: 'frames' | 'hours') => trainings.reduce((total, each) => total + each[key], 0);
  const known = referenceScores(game.id);
  const card = encodeCard({
    game: game.id,
    name: game.name,
    rom: { file: basename(rom.file), md5: createHash('md5').update(rom.bytes).digest('hex') },
    weights: { dtype: 'F16', sha256: hashes.F16 },
    rules: { training: pickRules(agent.config), evaluation: pickRules(evaluationRules(agent.config)) },
    frames: sum('frames'),
    hours: sum('hours'),
    score: { ...score, command: `${name} ${scoreArguments(`zoo-${game.id}`, episodes).join(' ')}` },
    references: { random, published: known && { ...known, source } },
    trainings,
  });
  const readme = cardText(parseCard(JSON.parse(card), cardName));
  saveModelFiles(folder, { ...files, [cardName]: card, 'README.md': readme });
  writeAtomically(join(zoo, 'README.md'), zooText(cardsOf(zoo)));
  const replaced = before ? `; it replaces one that scored ${scoreText(before.score)}` : '';
  return `${folder}: ${scoreText(score)} in ${plural(episodes, 'episode')}${replaced}`;
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

const scoreArguments = (run: string, episodes: number): string[] => [
  ...['evaluate', '--run', run, '--lambda', '0', '--defense', 'none', '--episodes', `${episodes}`],
  ...['--exploration', `${scoreExploration}`, '--seed', `${scoreSeed}`],
];

/** A row of `evaluate --json`. */
interface Row {
  readonly mean: number;
  readonly interval: Interval | null;
  readonly episodes: number;
  readonly truncated: number;
  readonly humanNormalized: number | null;
}

/** Plays the agent as it will be in the zoo, and random play. */
function measure(agent: Agent, episodes: number) {
  const folder = mkdtempSync(join(tmpdir(), 'sap-atari-zoo-'));
  try {
    const rounded = join(folder, agent.game);
    saveAgent(rounded, agent, { dtype: 'F16' });
    const args = [cli, ...scoreArguments(rounded, episodes), '--json', '--out', join(folder, 'evaluation')];
    const output = execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    const { rows, chance } = JSON.parse(output) as { readonly rows: readonly Row[]; readonly chance: readonly Row[] };
    const { truncated, humanNormalized } = rows[0]!;
    return {
      score: {
        ...{ ...estimate(rows[0]!), seed: scoreSeed, exploration: scoreExploration },
        ...{ truncated, humanNormalized },
      },
      random: estimate(chance[0]!),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const estimate = ({ mean, interval, episodes }: Row) => ({
  ...{ mean, episodes },
  interval: interval && ([interval[0], interval[1]] satisfies Interval),
});
