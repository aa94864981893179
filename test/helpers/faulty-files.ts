import type * as fs from 'node:fs';

const operations = [
  'appendFileSync',
  'fsyncSync',
  'mkdirSync',
  'openSync',
  'renameSync',
  'rmSync',
  'truncateSync',
  'writeFileSync',
] as const;
type Operation = (typeof operations)[number];

/** Called before every file operation; what it throws, the operation throws, half done. */
export const fault: { before: (operation: Operation, path: string) => void } = { before: () => {} };

/** What a full disk answers. */
export const diskFull = () => Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });

/**
 * `node:fs` that asks `fault` first. Use:
 * `vi.mock('node:fs', async (original) => (await import('./faulty-files.js')).faultyFiles(await original()))`
 */
export function faultyFiles(real: typeof fs): typeof fs {
  const faulty = operations.map((operation) => {
    // What a test writes need not outlast a loss of power.
    const call = (operation === 'fsyncSync' ? () => {} : real[operation]) as (...args: unknown[]) => unknown;
    return [
      operation,
      (...args: unknown[]) => {
        try {
          fault.before(operation, String(args[0]));
        } catch (error) {
          doHalf(real, operation, args);
          throw error;
        }
        return call(...args);
      },
    ];
  });
  return { ...real, ...Object.fromEntries(faulty) };
}

/** Half of a text is written, half of a folder's files are deleted. */
function doHalf(real: typeof fs, operation: Operation, [target, data]: unknown[]): void {
  if (operation === 'writeFileSync' || operation === 'appendFileSync') {
    real[operation](target as fs.PathOrFileDescriptor, (data as string).slice(0, (data as string).length / 2));
  }
  if (operation === 'rmSync' && real.existsSync(target as string) && real.statSync(target as string).isDirectory()) {
    const files = real.readdirSync(target as string).sort();
    for (const file of files.slice(0, files.length / 2)) real.rmSync(`${target}/${file}`, { recursive: true });
  }
}
