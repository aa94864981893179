/** What the dashboard's list needs of the files of a run. Files that have not changed are not read again. */
import { join } from 'node:path';
import { UsageError } from '../../common/errors.js';
import { readJson } from '../../files/read-file.js';
import { sha256 } from '../../files/sha256.js';
import { descriptionName } from '../../model/model-files.js';
import { configName, evaluationsName, metricsName, recordName, timingName } from '../../storage/runs/names.js';
import { type RunRecord, readRecord, runFolderKind } from '../../storage/runs/record.js';
import { agentRun } from '../../training/agent/agent-run.js';
import { classifierRun } from '../../training/classifier/classifier-run.js';
import { lastRows, numberIn, type Row } from '../rows/tail.js';
import { unchangedReader } from '../unchanged.js';

/** A run's record, and the ends of its files of rows. */
export interface RunFiles {
  readonly kind: 'agent' | 'classifier';
  readonly record: RunRecord;
  /** Undefined where it cannot be read. */
  readonly configFile: object | undefined;
  readonly metrics: readonly Row[];
  readonly evaluations: readonly Row[];
  readonly timing: readonly Row[];
  /** The step of the model that a run leaves when it ends; null where it has left none. */
  readonly finalStep: number | null;
  /** Equal for runs that differ by their seeds, or by keys that may change when a run is resumed. */
  readonly experiment: string;
}

const names = [recordName, configName, metricsName, evaluationsName, timingName, descriptionName];

/**
 * Creates a reader of runs.
 * @returns a function from a folder to its run; it throws UsageError for a run of an older version, or a damaged one
 */
export const createRunReader = (): ((folder: string) => RunFiles) => unchangedReader(names, read);

const kinds = { agent: agentRun, classifier: classifierRun } as const;

function read(folder: string): RunFiles {
  const { kind, record } = recordOf(folder);
  return {
    kind,
    record,
    experiment: experimentOf(kind, record.config),
    configFile: jsonIn(join(folder, configName)),
    metrics: lastRows(join(folder, metricsName)),
    evaluations: lastRows(join(folder, evaluationsName)),
    timing: lastRows(join(folder, timingName)),
    finalStep: numberIn(jsonIn(join(folder, descriptionName)), 'step'),
  };
}

function experimentOf(kind: RunFiles['kind'], config: RunRecord['config']): string {
  const free = new Set<string>([...kinds[kind].changeable, 'seed']);
  const keys = Object.entries(config).filter(([key]) => !free.has(key));
  return sha256(JSON.stringify([kind, ...keys.sort(([a], [b]) => (a < b ? -1 : 1))])).slice(0, 12);
}

function recordOf(folder: string): Pick<RunFiles, 'kind' | 'record'> {
  for (const kind of ['agent', 'classifier'] as const) {
    if (runFolderKind(kinds[kind]).isMarked(folder)) return { kind, record: readRecord(folder) };
  }
  throw new UsageError(`${join(folder, recordName)} is damaged, or not one of sap-atari`);
}

function jsonIn(path: string): Row | undefined {
  try {
    return readJson(path) as Row;
  } catch {
    return undefined; // not there, or half written by something else
  }
}
