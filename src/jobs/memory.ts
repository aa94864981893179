/**
 * How much memory work will take, and how much there is. Estimates are made from the actual sizes: parameters, batches,
 * rows that pass a network at once, workers, replay. What one byte of them costs was measured on runs (docs/decisions/0014).
 */
import { readFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { UsageError } from '../common/errors.js';
import { significant } from '../common/format.js';

/** A part of what is needed, in bytes, and what to lower for less of it. */
interface MemoryPart {
  readonly bytes: number;
  readonly lower: string;
}

/** By what it is for. */
export type MemoryNeed = Readonly<Record<string, MemoryPart>>;

export const totalBytes = (need: MemoryNeed): number => Object.values(need).reduce((sum, { bytes }) => sum + bytes, 0);

/** Node, this program, TensorFlow.js and ONNX Runtime. */
export const programBytes = 150e6;

/** Text of a file of the system; undefined where there is none. */
type ReadSystemFile = (path: string) => string | undefined;

const readSystemFile: ReadSystemFile = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

/**
 * Bytes that a process can take without anything being swapped or killed: on Linux what the kernel calls available (caches
 * count as free), or what is left of its control group's limit, whichever is less; elsewhere what is free.
 */
export function availableMemory(read: ReadSystemFile = readSystemFile, free = freemem()): number {
  const kilobytes = /^MemAvailable:\s*(\d+) kB$/m.exec(read('/proc/meminfo') ?? '')?.[1];
  const inSystem = kilobytes === undefined ? free : Number(kilobytes) * 1024;
  return Math.max(0, Math.min(inSystem, ...groupLimits(read)));
}

/** What the control groups of this process, and those above them, leave; of version 2 and of version 1. */
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
  /** In memory.stat: files in the cache, which are given up when memory is asked for. */
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
  // `max`, and files that are not there, are no numbers; version 1 writes a huge one for none.
  if (!(file(limit) !== undefined && Number.isFinite(most) && Number.isFinite(used))) return [];
  return [most - used + Number(cache.exec(file('memory.stat') ?? '')?.[1] ?? 0)];
}

/**
 * @param times processes that each need it
 * @throws UsageError where the estimate is more than there is: what for, and what to lower
 */
export function expectMemory(need: MemoryNeed, { times = 1, available = availableMemory() } = {}): void {
  const total = times * totalBytes(need);
  if (total <= available) return;
  const parts = Object.entries(need).sort(([, a], [, b]) => b.bytes - a.bytes);
  const list = parts.map(([name, { bytes }]) => `${name} ${bytesText(bytes)}`).join(', ');
  const all = times === 1 ? '' : `, ${times} at a time`;
  throw new UsageError(
    `memory: expected at most the ${bytesText(available)} that are free, got an estimate of ${bytesText(total)} (${list}${all}); lower ${parts[0]![1].lower}`,
  );
}

/** `812 MB`, `7.06 GB`, `2.49 TB` */
export function bytesText(bytes: number): string {
  if (bytes < 1e9) return `${Math.round(bytes / 1e6)} MB`;
  return bytes < 1e12 ? `${significant(bytes / 1e9)} GB` : `${significant(bytes / 1e12)} TB`;
}
