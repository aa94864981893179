/** Makes the card of a run's agent: plays it, and reads how it was trained. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { basename } from 'node:path';
import { type Agent, encodeAgent } from '../../src/agent/agent-files.js';
import { type AgentCard, cardName, encodeCard, parseCard } from '../../src/agent/zoo/card.js';
import { openLibrary } from '../../src/env/library.js';
import { referenceScores } from '../../src/env/reference-scores.js';
import { evaluationRules, pickRules } from '../../src/env/rules.js';
import { sha256 } from '../../src/files/sha256.js';
import { weightsName } from '../../src/model/model-files.js';
import type { Dtype } from '../../src/model/safetensors.js';
import { measure, scoreArguments } from './measure.js';
import { trainingOfRun } from './training-of-run.js';

const { name, version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const source = 'Wang et al. 2016, as in dqn_zoo';

export interface CardOptions {
  /** The run of the agent. */
  readonly run: string;
  /** The trainings that led to the weights with which the run began. */
  readonly earlier: AgentCard['trainings'];
  /** Of the score. */
  readonly episodes: number;
  /** How the weights are stored and played. */
  readonly dtype: Dtype;
  /** The agent as the command of the score names it. */
  readonly runName: string;
}

/** @throws UsageError where the ROM is missing, or rows of the run are damaged */
export async function makeCard(agent: Agent, options: CardOptions): Promise<AgentCard> {
  const { run, earlier, episodes, dtype, runName } = options;
  const { initFrom } = agent.config;
  const library = await openLibrary();
  const game = library.named(agent.game);
  const rom = library.open(agent.game);
  const training = {
    command: `${name} train --config config.json${initFrom === null ? '' : ' --init-from FOLDER'}`,
    package: `${name} ${version}`,
    initializedFrom: initFrom,
    sha256: { F32: hashOf(agent, 'F32'), F16: hashOf(agent, 'F16') },
    config: agent.config,
    ...trainingOfRun(run, agent.step),
  };
  const trainings = [...earlier, training];
  const sum = (key: 'frames' | 'hours') => trainings.reduce((total, each) => total + each[key], 0);
  const known = referenceScores(game.id);
  const { score, random } = measure(agent, { episodes, dtype });
  const text = encodeCard({
    game: game.id,
    name: game.name,
    rom: { file: basename(rom.file), md5: createHash('md5').update(rom.bytes).digest('hex') },
    weights: { dtype, sha256: training.sha256[dtype] },
    rules: { training: pickRules(agent.config), evaluation: pickRules(evaluationRules(agent.config)) },
    frames: sum('frames'),
    hours: sum('hours'),
    machine: { cores: availableParallelism(), processor: cpus()[0]?.model.trim() ?? 'unknown' },
    score: { ...score, command: `${name} ${scoreArguments(runName, episodes).join(' ')}` },
    references: { random, published: known ? { ...known, source } : null },
    trainings,
  });
  return parseCard(JSON.parse(text), cardName);
}

const hashOf = (agent: Agent, dtype: Dtype): string => sha256(encodeAgent(agent, { dtype })[weightsName]);
