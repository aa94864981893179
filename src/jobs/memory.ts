/**
 * Estimates the memory that a command needs, and determines the available memory. Estimates depend on the actual sizes (parameters,
 * batches, rows of a forward pass, workers, replay), with factors measured on runs (docs/decisions/0014).
 */
import { readFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { UsageError } from '../common/errors.js';
import { significant } from '../common/format.js';

/** Memory for one purpose, in bytes, and the setting that lowers it. */
interface MemoryPart {
  readonly bytes: number;
  readonly lower: string;
}

/** Memory by purpose. */
export type MemoryNeed = Readonly<Record<string, MemoryPart>>;

export const totalBytes = (need: MemoryNeed): number => Object.values(need).reduce((sum, { bytes }) => sum + bytes, 0);

/** Returns the settings that lower the largest part. */
export const remedyOf = (need: MemoryNeed): string =>
  Object.values(need).reduce((largest, part) => (part.bytes > largest.bytes ? part : largest)).lower;

/** Node, this program, TensorFlow.js and ONNX Runtime. */
export const programBytes = 150e6;

/** Returns the text of a system file; undefined if it does not exist. */
type ReadSystemFile = (path: string) => string | undefined;

const readSystemFile: ReadSystemFile = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/**
 * Returns the bytes that a process can allocate without swapping or being killed. On Linux this is the memory that the kernel reports
 * as available (caches count as free) or the rest of the control group's limit, whichever is less; elsewhere the free memory.
 */
export function availableMemory(read: ReadSystemFile = readSystemFile, free = freemem()): number {
  const kilobytes = /^MemAvailable:\s*(\d+) kB$/m.exec(read('/proc/meminfo') ?? '')?.[1];
  const inSystem = kilobytes === undefined ? free : Number(kilobytes) * 1024;
  return Math.max(0, Math.min(inSystem, ...groupLimits(read)));
}

/** Returns the unused memory of each control group of this process and of its parents, of versions 1 and 2. */
function groupLimits(read: ReadSystemFile): number[] {
  const groups = (read('/proc/self/cgroup') ?? '').trim().split('\n');
  return groups.flatMap((line) => {
    const [, controllers, path = '/'] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    const names = path.split('/').filter((name) => name !== '');
    const above = names.map((_, i) => `/${names.slice(0, i + 1).join('/')}`);
    if (controllers === '') return ['', ...above].flatMap((group) => leftOf(read, version2, group));
    return controllers?.split(',').includes('memory')
      ? ['', ...above].flatMap((group) => leftOf(read, version1, group))
      : [];
  });
}

interface GroupFiles {
  readonly root: string;
  readonly limit: string;
  readonly usage: string;
  /** In memory.stat: cached files, which the kernel drops when memory is needed. */
  readonly cache: RegExp;
}

const version2: GroupFiles = {
  ...{ root: '/sys/fs/cgroup', limit: 'memory.max', usage: 'memory.current' },
  cache: /^inactive_file (\d+)$/m,
};
const version1: GroupFiles = {
  ...{ root: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes', usage: 'memory.usage_in_bytes' },
  cache: /^total_inactive_file (\d+)$/m,
};

function leftOf(read: ReadSystemFile, { root, limit, usage, cache }: GroupFiles, group: string): number[] {
  const file = (name: string) => read(`${root}${group}/${name}`);
  const most = Number(file(limit));
  const used = Number(file(usage));
  // `max` and missing files are not numbers. Version 1 writes a huge number if there is no limit.
  if (!(file(limit) !== undefined && Number.isFinite(most) && Number.isFinite(used))) return [];
  return [most - used + Number(cache.exec(file('memory.stat') ?? '')?.[1] ?? 0)];
}

/**
 * Checks that the available memory suffices.
 * @param times number of processes that each need it
 * @throws UsageError with the estimate by purpose and the setting to lower
 */
export function expectMemory(need: MemoryNeed, { times = 1, available = availableMemory() } = {}): void {
  const total = times * totalBytes(need);
  if (total <= available) return;
  const parts = Object.entries(need).sort(([, a], [, b]) => b.bytes - a.bytes);
  const list = parts.map(([name, { bytes }]) => `${name} ${bytesText(bytes)}`).join(', ');
  const all = times === 1 ? '' : `, ${times} at a time`;
  throw new UsageError(
    `memory: expected at most the ${bytesText(available)} that are free, got an estimate of ${bytesText(total)} (${list}${all}); lower ${remedyOf(need)}`,
  );
}

/** `812 MB`, `7.06 GB`, `2.49 TB` */
export function bytesText(bytes: number): string {
  if (bytes < 1e9) return `${Math.round(bytes / 1e6)} MB`;
  return bytes < 1e12 ? `${significant(bytes / 1e9)} GB` : `${significant(bytes / 1e12)} TB`;
}
