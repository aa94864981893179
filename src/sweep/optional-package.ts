/** Packages that only sweeps over several machines need; they are installed by those who use them. */
import { UsageError } from '../common/errors.js';

/**
 * Loads a package.
 * @param where it is needed, for the message @param install what to install
 * @throws UsageError where it is not installed
 */
export async function optionalPackage<T>(name: string, where: string, install = name): Promise<T> {
  try {
    return (await import(name)) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UsageError(`${where}: expected the package ${name}, which is not installed: npm install ${install}`);
  }
}
