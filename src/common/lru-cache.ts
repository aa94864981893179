/** Things that are dear to make, and too large to keep all of. */

export interface LruCache<T> {
  /** The thing of that name, made if it is not there; then it is the newest. */
  get(name: string, make: () => T | Promise<T>): Promise<T>;
  /** Lets go of all. */
  clear(): Promise<void>;
}

/** Keeps the `most` things asked for last. @param release is called with each that is let go */
export function createLruCache<T>(most: number, release: (thing: T) => Promise<void>): LruCache<T> {
  /** Oldest first, as maps keep their order. */
  const kept = new Map<string, T>();
  const drop = async (name: string) => {
    const thing = kept.get(name)!;
    kept.delete(name);
    await release(thing);
  };
  return {
    async get(name, make) {
      const known = kept.get(name);
      kept.delete(name);
      if (known === undefined && kept.size >= most) await drop(kept.keys().next().value!);
      const thing = known ?? (await make());
      kept.set(name, thing);
      return thing;
    },
    async clear() {
      for (const name of [...kept.keys()]) await drop(name);
    },
  };
}
