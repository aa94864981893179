import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Path → SHA-256 of every file of a run that must not depend on the clock; of its checkpoints the newest only. */
export function fingerprints(folder: string): Record<string, string> {
  const newest = readdirSync(join(folder, 'checkpoints'))
    .filter((name) => /^\d+$/.test(name))
    .sort()
    .at(-1)!;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) =>
      statSync(join(folder, path)).isFile() &&
      !['timing.jsonl', 'warnings.jsonl', 'config.json', 'run.json'].includes(path) &&
      !path.startsWith('events.out.tfevents') &&
      (!path.startsWith('checkpoints') || path.includes(newest) || path.includes('shared')),
  );
  const hash = (path: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, path)))
      .digest('hex');
  return Object.fromEntries(files.sort().map((path) => [path, hash(path)]));
}
