/** The built pages of the package. */
import { fileURLToPath } from 'node:url';
import { UsageError } from '../common/errors.js';
import { isFolder } from '../files/read-file.js';

/** The folder of the pages, one folder for each. @throws UsageError where they were not built */
export function webFolder(): string {
  const folder = fileURLToPath(new URL('../../dist/web', import.meta.url));
  if (isFolder(folder)) return folder;
  throw new UsageError(`${folder} is missing: expected the built pages; run npm run build`);
}
