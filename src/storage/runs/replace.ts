/**
 * Replaces a run by a new one in the same folder. The old run's files are moved into a folder first, config.json last; the
 * new run's config.json makes the replacement final. If the process ends in between, either run is complete:
 *
 *     replaced.sap-atari.tmp/     the old run's files, and nothing else of the folder
 */
import { existsSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../../common/errors.js';
import { explainFailure, isTemporary, makeFolder } from '../../files/atomic-write.js';
import { setPaths } from '../../files/file-set.js';
import { isFile, isFolder } from '../../files/read-file.js';
import { descriptionName, weightsName } from '../../model/model-files.js';
import { eventFiles } from './events.js';
import {
  bestName,
  bestRowName,
  checkpointsName,
  configName,
  evaluationsName,
  initialName,
  metricsName,
  mlflowName,
  recordName,
  timingName,
  warningsName,
} from './names.js';

export const replacedName = 'replaced.sap-atari.tmp';
/** Name of that folder while it is being deleted, so that its rest does not look like a run. */
const deletedName = 'deleted.sap-atari.tmp';

export const modelFiles = [descriptionName, weightsName] as const;
const initialFiles = modelFiles.map((name) => join(initialName, name));
export const bestFiles = [...modelFiles, bestRowName].map((name) => join(bestName, name));

/**
 * Paths of all files of a run that exist in its folder; config.json comes last.
 * @throws UsageError where a folder, FIFO or device has the name of one of its files
 */
function runFiles(folder: string): string[] {
  const rows = [metricsName, evaluationsName, timingName, warningsName, mlflowName, ...eventFiles(folder)];
  const checkpoints = setPaths(join(folder, checkpointsName)).map((path) => join(checkpointsName, path));
  const all = [...checkpoints, ...initialFiles, ...bestFiles, ...modelFiles, ...rows, recordName, configName];
  const found = all.filter((path) => existsSync(join(folder, path)));
  const unexpected = found.find((path) => !checkpoints.includes(path) && !isFile(join(folder, path)));
  if (unexpected === undefined) return found;
  throw new UsageError(
    `${join(folder, unexpected)}: expected a file of the run, got something else: move it away, or choose another folder`,
  );
}

/** Completes a replacement that an earlier process has left unfinished: the old run is restored or deleted. */
export function finishReplacement(folder: string): void {
  const replaced = join(folder, replacedName);
  const isFinal = [folder, replaced].every((each) => existsSync(join(each, configName)));
  if (isFolder(replaced) && !isFinal) move(replaced, folder);
  deleteReplaced(folder);
}

function deleteReplaced(folder: string): void {
  const [replaced, deleted] = [join(folder, replacedName), join(folder, deletedName)];
  explainFailure(folder, () => {
    rmSync(deleted, { recursive: true, force: true });
    if (!existsSync(replaced)) return;
    renameSync(replaced, deleted);
    rmSync(deleted, { recursive: true, force: true });
  });
}

/**
 * Moves a run's files away, calls `writeNew`, which writes the new run's config.json, and deletes the old files. A run without a
 * config.json is deleted first. Where there is no run, only `writeNew` is called.
 * @throws what `writeNew` throws; the old run is restored then
 */
export function replaceRun(folder: string, writeNew: () => void): void {
  finishReplacement(folder);
  // Without a config, the old run could not be told from one that is being moved, and could not be resumed either.
  const isWhole = existsSync(join(folder, configName));
  try {
    if (isWhole) move(folder, join(folder, replacedName));
    else removeRun(folder);
    writeNew();
  } finally {
    finishReplacement(folder);
  }
}

/** Deletes the files of a run, and nothing else. */
export function removeRun(folder: string): void {
  finishReplacement(folder);
  move(folder, join(folder, replacedName));
  deleteReplaced(folder);
}

function move(from: string, to: string): void {
  for (const path of runFiles(from)) {
    explainFailure(join(from, path), () => {
      makeFolder(dirname(join(to, path)));
      renameSync(join(from, path), join(to, path));
    });
  }
  removeEmptyFolders(from);
}

/** Removes those of a run's own folders that are empty. A file that is not the run's keeps its folder. */
function removeEmptyFolders(folder: string): void {
  for (const name of [initialName, bestName, join(checkpointsName, 'shared'), checkpointsName]) {
    try {
      rmdirSync(join(folder, name));
    } catch {} // not empty, or not there
  }
}

/** Deletes those of the files that exist. */
export function removeFiles(folder: string, paths: readonly string[]): void {
  for (const path of paths) explainFailure(join(folder, path), () => rmSync(join(folder, path), { force: true }));
  removeEmptyFolders(folder);
}

/** Deletes the temporary files that a killed process has left. */
export function removeTemporaryFiles(folder: string): void {
  for (const part of ['', bestName, initialName]) {
    const names = isFolder(join(folder, part)) ? readdirSync(join(folder, part)) : [];
    removeFiles(
      folder,
      names.filter((name) => isTemporary(name) && isFile(join(folder, part, name))).map((name) => join(part, name)),
    );
  }
}
