/** What can be said of a trained agent without loading its network, and the agents of the runs below a folder. */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type AgentDescription, agentFormat, describeAgent } from '../../agent/agent-files.js';
import { stepsBeforeLearning } from '../../agent/config.js';
import { readCard } from '../../agent/zoo/card.js';
import { UsageError } from '../../common/errors.js';
import { hasFormat } from '../../files/own-folder.js';
import { readJson } from '../../files/read-file.js';
import { descriptionName, findModel } from '../../model/model-files.js';
import { lastRow } from '../../storage/row-file.js';
import { type Found, findRuns, lastTime } from '../../storage/runs/found.js';
import {
  bestName,
  bestRowName,
  configName,
  evaluationsName,
  metricsName,
  timingName,
} from '../../storage/runs/names.js';
import { readRecord, runFolderKind } from '../../storage/runs/record.js';
import { agentRun, type EvaluationRow, type MetricsRow } from './agent-run.js';
import { seedFolders } from './seeds.js';

/** The mean return of some episodes. */
export interface Score {
  readonly return: number;
  readonly episodes: number;
  /** Evaluation episodes, or, where the run has none yet, those that ended in the last period of the training. */
  readonly of: 'evaluation' | 'training';
}

/** An agent, and how far it was trained. */
export interface TrainedAgent {
  /** The run, its folder `best`, a checkpoint, or an imported agent. */
  readonly folder: string;
  /** Id of the game. */
  readonly game: string;
  readonly step: number;
  /** Length of the training; undefined for an imported agent. */
  readonly totalSteps?: number;
  /** Console frames of all its trainings, for an agent of the zoo. */
  readonly frames?: number;
  /**
   * Whether its run has changed its weights. Before its first update, an agent has random weights or those of the initial agent
   * (`train --init-from`).
   */
  readonly weights: 'trained' | 'random' | 'initial';
  /** When it was last trained, or imported: milliseconds since 1970. */
  readonly written: number;
}

/** @throws UsageError when the folder holds no agent, or a damaged or older one */
export function trainedAgent(folder: string): TrainedAgent {
  const { game, step, config, modified } = describeAgent(folder);
  const {
    totalSteps,
    algorithm = 'ddqn',
    warmUpSteps = 0,
    initFrom = null,
  } = { ...config, ...recordedConfig(runOf(folder)) };
  const imported = step === 0;
  const isTrained = imported || step > stepsBeforeLearning({ algorithm, warmUpSteps });
  const card = readCard(folder);
  return {
    folder,
    game,
    step,
    ...(!imported && totalSteps !== undefined && { totalSteps }),
    ...(card && { frames: card.frames }),
    weights: isTrained ? 'trained' : initFrom === null ? 'random' : 'initial',
    written: lastTime(join(runOf(folder), timingName)) ?? modified,
  };
}

/** The run of a folder `best`; otherwise the folder itself. */
const runOf = (folder: string) => (basename(folder) === bestName ? dirname(folder) : folder);

/** The config as the run last wrote it: a run that was resumed may be longer than its agent's file says. */
const recordedConfig = (run: string): AgentDescription['config'] =>
  runFolderKind(agentRun).isMarked(run) ? readRecord(run).config : {};

/** Agents of runs, imported agents, and the runs of several seeds, one level below `root`. */
export const findAgents = (root: string): Found<TrainedAgent> => findRuns(root, agentOf, seedFolders);

function agentOf(folder: string): TrainedAgent | undefined {
  const isRun = runFolderKind(agentRun).isMarked(folder);
  if (isRun && findModel(folder) === undefined) throw new UsageError(`${folder} has no checkpoint yet`);
  const isImported = !existsSync(join(folder, configName)) && hasFormat(join(folder, descriptionName), agentFormat);
  return isRun || isImported ? trainedAgent(folder) : undefined;
}

/** The last score of an agent; undefined when no episode has ended yet. */
export function lastScore(folder: string): Score | undefined {
  const card = readCard(folder);
  if (card) return { return: card.score.mean, episodes: card.score.episodes, of: 'evaluation' };
  const evaluation =
    runOf(folder) === folder
      ? lastRow<EvaluationRow>(join(folder, evaluationsName))
      : (readJson(join(folder, bestRowName)) as EvaluationRow);
  if (evaluation) return { return: evaluation.return, episodes: evaluation.episodes, of: 'evaluation' };
  const row = lastRow<MetricsRow>(join(folder, metricsName), (each) => typeof each.return === 'number');
  return row && { return: row.return!, episodes: row.episodes, of: 'training' };
}
