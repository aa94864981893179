/** An LRU cache for expensive, large objects. */

export interface LruCache<T> {
  /** Returns the object of that key, which `make` creates if it is not cached, and marks it as the last used. */
  get(key: string, make: () => T | Promise<T>): Promise<T>;
  /** Releases all objects. */
  clear(): Promise<void>;
}

/** Creates a cache of the `most` objects used last. @param release disposes of an object that leaves the cache */
export function createLruCache<T>(most: number, release: (object: T) => Promise<void>): LruCache<T> {
  /** Least recently used object first, since maps keep the order of insertion. */
  const kept = new Map<string, T>();
  const drop = async (key: string) => {
    const object = kept.get(key)!;
    kept.delete(key);
    await release(object);
  };
  return {
    async get(key, make) {
      const known = kept.get(key);
      kept.delete(key);
      if (known === undefined && kept.size >= most) await drop(kept.keys().next().value!);
      const object = known ?? (await make());
      kept.set(key, object);
      return object;
    },
    async clear() {
      for (const key of [...kept.keys()]) await drop(key);
    },
  };
}
