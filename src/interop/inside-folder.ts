/** Files that another file names: they must be in its folder. */
import { realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { UsageError } from '../common/errors.js';
import { shown } from '../common/printable.js';

/**
 * Returns the path of a weight file, which must be inside the model's folder: otherwise a model could copy any file of the
 * machine into the agent.
 * @param path of the model @param name of the weight file, relative to the folder of the model
 * @throws UsageError for `..`, absolute paths, drives, backslashes, percent-encoding, and for links out of the folder
 */
export function insideFolder(path: string, name: string): string {
  const folder = dirname(path);
  const refuse = () =>
    new UsageError(`${path}: the weight file ${shown(name)} is outside the model's folder: expected a path inside`);
  const parts = name.split('/');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a name with them is refused
  if (parts.some((part) => part === '' || part === '.' || part === '..' || /[\\:%\u0000-\u001f]/.test(part)))
    throw refuse();
  const file = join(folder, ...parts);
  const real = realPath(file);
  if (real !== undefined && !real.startsWith(join(realPath(folder)!, sep))) throw refuse();
  return file;
}

/** Returns undefined where there is no file. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
