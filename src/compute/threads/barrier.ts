/** A barrier: several threads wait until all of them have arrived. Waiting threads sleep. */

/** Words of shared memory that a barrier needs, all zero at first. */
export const barrierWords = 3;
const [arrived, round, broken] = [0, 1, 2] as const;

/**
 * Blocks the calling thread until `threads` threads have called it. A barrier can be used again and again.
 * @param words shared memory, `barrierWords` long
 * @throws Error once the barrier is broken
 */
export function waitForAll(words: Int32Array, threads: number): void {
  const now = Atomics.load(words, round);
  if (Atomics.add(words, arrived, 1) < threads - 1) {
    while (Atomics.load(words, round) === now && !isBroken(words)) Atomics.wait(words, round, now);
  } else {
    Atomics.store(words, arrived, 0);
    Atomics.add(words, round, 1);
    Atomics.notify(words, round);
  }
  if (isBroken(words)) throw new Error('another thread was lost');
}

/** Releases threads blocked on a barrier, with an error, after another thread has failed. */
export function breakBarrier(words: Int32Array): void {
  Atomics.store(words, broken, 1);
  Atomics.add(words, round, 1);
  Atomics.notify(words, round);
}

const isBroken = (words: Int32Array) => Atomics.load(words, broken) === 1;
