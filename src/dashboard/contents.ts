/** The runs, results and films below the folders that the dashboard shows, by ids that lead to nothing else. */
import { type Dirent, readdirSync, realpathSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { UsageError } from '../common/errors.js';
import { isFolder } from '../files/read-file.js';
import { NotFound } from '../server/routes.js';
import { settingsName } from '../storage/results/settings.js';
import { unfinishedName } from '../storage/results/unfinished.js';
import { bestName, checkpointsName, initialName, recordName } from '../storage/runs/names.js';

/** A folder that was given to the command. */
export interface Root {
  /** As it was given. */
  readonly given: string;
  /** Without symbolic links. */
  readonly path: string;
}

/** A folder or file that was found. */
export interface Entry {
  /** The number of the root, and the path in it: `0/catch-1/seed-2`. */
  readonly id: string;
  /** The path in the root; for the root itself the folder's own name. */
  readonly name: string;
  readonly path: string;
}

export interface Contents {
  readonly runs: readonly Entry[];
  readonly results: readonly Entry[];
  readonly films: readonly Entry[];
  /** One line for each folder that could not be read. */
  readonly skipped: readonly string[];
}

/** Media types of films by the ends of their names. */
const filmTypes: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
};

/** Folders of runs and results that hold neither. */
const passed = new Set([checkpointsName, bestName, initialName, unfinishedName, 'node_modules']);
const deepest = 8;
/** A home directory that was given by mistake must not hold up the first view. */
const mostFolders = 20_000;

/** @throws UsageError for what is no folder */
export const openRoots = (folders: readonly string[]): Root[] =>
  folders.map((given) => {
    if (!isFolder(given))
      throw new UsageError(`${given}: expected a folder with runs, got none; train writes to runs/`);
    return { given, path: realpathSync(given) };
  });

/**
 * Lists what is there now. Symbolic links and hidden folders are passed by.
 * @param within only what lies in this folder, itself included
 */
export function contentsOf(roots: readonly Root[], within?: Entry): Contents {
  const found = { runs: [] as Entry[], results: [] as Entry[], films: [] as Entry[], skipped: [] as string[] };
  let folders = 0;
  const visit = (root: Root, index: number, folder: string, depth: number): void => {
    if (++folders > mostFolders || depth > deepest) return;
    const entryOf = (path: string): Entry => {
      const parts = relative(root.path, path)
        .split(sep)
        .filter((part) => part !== '');
      return { id: [index, ...parts].join('/'), name: parts.join('/') || basename(path), path };
    };
    let children: Dirent[];
    try {
      children = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      // A folder that was moved or deleted since its parent was listed is no fault.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        found.skipped.push(`${entryOf(folder).name} cannot be read`);
      return;
    }
    const visible = children.filter(({ name }) => isPlainName(name));
    const files = new Set(visible.filter((child) => child.isFile()).map(({ name }) => name));
    if (files.has(recordName)) found.runs.push(entryOf(folder));
    else if (files.has(settingsName)) found.results.push(entryOf(folder));
    for (const name of files) if (filmType(name) !== undefined) found.films.push(entryOf(join(folder, name)));
    for (const child of visible) {
      if (child.isDirectory() && !passed.has(child.name)) visit(root, index, join(folder, child.name), depth + 1);
    }
  };
  for (const [index, root] of roots.entries()) {
    if (!within) visit(root, index, root.path, 0);
    else if (within.id.split('/')[0] === String(index)) visit(root, index, within.path, 0);
  }
  if (folders > mostFolders) {
    found.skipped.push(`only the first ${mostFolders} folders are shown: give the folder that holds the runs`);
  }
  return found;
}

/** The media type of a film; undefined for another file. */
export const filmType = (name: string): string | undefined => filmTypes[/\.[a-z0-9]+$/.exec(name)?.[0] ?? ''];

/** Whether a part of an id is one name in a folder, neither hidden nor of another meaning on any system. */
const isPlainName = (name: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a name with them is refused
  name !== '' && !name.startsWith('.') && !/[\\/:\u0000-\u001f]/.test(name);

/**
 * The path of an id. It lies in its root, also after all symbolic links.
 * @throws NotFound for ids that lead elsewhere, or to what is not there (any more)
 */
export function pathOf(roots: readonly Root[], id: string): string {
  const [index = '', ...parts] = id.split('/');
  const root = /^\d{1,4}$/.test(index) ? roots[Number(index)] : undefined;
  const refused = new NotFound(`${JSON.stringify(id)} is not there (any more)`);
  if (!root || !parts.every(isPlainName)) throw refused;
  const path = join(root.path, ...parts);
  let real: string;
  try {
    real = realpathSync(path);
  } catch {
    throw refused;
  }
  if (real !== path) throw refused; // a symbolic link: contentsOf passes them by too
  return path;
}
