/** Finds the ROMs that an installed Python package `ale-py` brings along. Node only. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Prints the package's folder. Looks the package up without importing it, and not in the current folder. */
const program = `
import sys
sys.path = [folder for folder in sys.path if folder]
from importlib.util import find_spec
found = find_spec("ale_py")
print(found.submodule_search_locations[0] if found else "")
`;

/**
 * Returns the folder with the ROMs of an installed `ale-py`: the first one that an interpreter knows.
 * @param interpreters programs to ask, in order. Default: that of the environment variable `PYTHON`, `python3` and `python`
 * @returns the path of a folder with at least one `.bin` file; undefined if there is none
 */
export function findAlePyRoms(
  interpreters: readonly string[] = [process.env.PYTHON ?? '', 'python3', 'python'],
): string | undefined {
  for (const interpreter of interpreters.filter(Boolean)) {
    const { status, stdout } = spawnSync(interpreter, ['-c', program], { encoding: 'utf8', timeout: 20_000 });
    const folder = status === 0 ? stdout.trim() : '';
    if (folder !== '' && hasRoms(join(folder, 'roms'))) return join(folder, 'roms');
  }
  return undefined;
}

function hasRoms(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => name.endsWith('.bin'));
  } catch {
    return false;
  }
}
