/** A place where several threads wait for each other. Waiting threads sleep. */

/** Words of shared memory that a barrier needs, all zero at first. */
export const barrierWords = 2;
const [arrived, round] = [0, 1] as const;

/** Returns when all `threads` have called it; may be used again and again. Blocks the thread. */
export function waitForAll(words: Int32Array, threads: number): void {
  const now = Atomics.load(words, round);
  if (Atomics.add(words, arrived, 1) < threads - 1) {
    Atomics.wait(words, round, now);
    return;
  }
  Atomics.store(words, arrived, 0);
  Atomics.add(words, round, 1);
  Atomics.notify(words, round);
}
