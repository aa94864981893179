// Loaded before a worker of the vector environment: makes it die as ALE_TEST_DEATH says, "WAY at start" or "WAY in turn N".
// A worker reports the end of its turn by Atomics.sub.
const [way, , when, turn] = process.env.ALE_TEST_DEATH.split(' ');

const ways = {
  throw() {
    throw new Error('out of the blue');
  },
  exit: () => process.exit(3),
  memory() {
    const heap = [];
    for (;;) heap.push(new Array(1000).fill(heap.length));
  },
  hang() {
    for (;;);
  },
};

if (when === 'start') ways[way]();
else {
  const { sub } = Atomics;
  let turns = 0;
  Atomics.sub = (...args) => {
    if (++turns === Number(turn)) ways[way]();
    return sub(...args);
  };
}
