import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bucket } from '../../src/sweep/store/bucket.js';

/** A bucket in memory. @param onWrite is called before each write; it may throw */
export function memoryBucket(objects: Map<string, Uint8Array> = new Map(), onWrite: (key: string) => void = () => {}) {
  const write = async (key: string, data: string | Uint8Array) => {
    onWrite(key);
    objects.set(key, Buffer.from(data));
  };
  const bucket: Bucket = {
    name: 's3://memory',
    list: async (under) =>
      [...objects].flatMap(([key, { length }]) =>
        key.startsWith(under) ? [{ key, bytes: length, etag: String(objects.get(key)) }] : [],
      ),
    async top(under) {
      const all = await bucket.list(under);
      const rest = (key: string) => key.slice(under.length).split('/');
      return {
        folders: [...new Set(all.flatMap(({ key }) => (rest(key).length > 1 ? [rest(key)[0]!] : [])))],
        objects: all.filter(({ key }) => rest(key).length === 1),
      };
    },
    read: async (key) => objects.get(key),
    async download({ key }, path) {
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, objects.get(key)!);
    },
    write,
    upload: (key, path, bytes) => write(key, readFileSync(path).subarray(0, bytes)),
    async remove(keys) {
      for (const key of keys) objects.delete(key);
    },
  };
  return { bucket, objects };
}
