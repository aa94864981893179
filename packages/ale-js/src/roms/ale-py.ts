/** Finds the ROMs that an installed Python package `ale-py` brings along. Node only. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Prints the package's folder. Looks the package up without importing it, and not in the current folder. */
const program = `
import sys
sys.path = [folder for folder in sys.path if folder]
from importlib.util import find_spec
found = find_spec("ale_py")
print(found.submodule_search_locations[0] if found else "")
`;

/** Returns the interpreters of Python to ask, in order: that of the environment variable `PYTHON`, `python3` and `python`. */
export function pythonInterpreters(): string[] {
  return [process.env.PYTHON ?? '', 'python3', 'python'].filter(Boolean);
}

/**
 * Returns the folder with the ROMs of an installed `ale-py`: of the first interpreter that knows one, or else of the first
 * folder of Python packages that has one.
 * @param interpreters programs to ask, in order. Default: that of the environment variable `PYTHON`, `python3` and `python`
 * @param folders folders of Python packages to look at. Default `packageFolders()`
 * @returns the path of a folder with at least one `.bin` file; undefined if there is none
 */
export function findAlePyRoms(
  interpreters: readonly string[] = pythonInterpreters(),
  folders: readonly string[] = packageFolders(),
): string | undefined {
  for (const interpreter of interpreters) {
    const { status, stdout } = spawnSync(interpreter, ['-c', program], { encoding: 'utf8', timeout: 20_000 });
    const folder = status === 0 ? stdout.trim() : '';
    if (folder !== '' && hasRoms(join(folder, 'roms'))) return join(folder, 'roms');
  }
  return folders.map((folder) => join(folder, 'ale_py', 'roms')).find(hasRoms);
}

/**
 * Returns the folders where Python's installers put packages, of every Python version found: of the active virtual or conda
 * environment, of `.venv` and `venv` in the current folder, of the user, and of the system.
 */
export function packageFolders(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  home: string = homedir(),
): string[] {
  const { VIRTUAL_ENV = '', CONDA_PREFIX = '' } = environment;
  const ours = [VIRTUAL_ENV, CONDA_PREFIX, '.venv', 'venv', join(home, '.local')].filter(Boolean);
  return [...ours, '/usr/local', '/opt/homebrew', '/usr'].flatMap((prefix) => [
    ...namesIn(join(prefix, 'lib'))
      .filter((name) => /^python\d/.test(name))
      .flatMap((name) => ['site-packages', 'dist-packages'].map((kind) => join(prefix, 'lib', name, kind))),
    join(prefix, 'Lib', 'site-packages'), // Windows
  ]);
}

function hasRoms(folder: string): boolean {
  return namesIn(folder).some((name) => name.endsWith('.bin'));
}

/** Returns the names in a folder; none if it cannot be read. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
