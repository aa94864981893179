// Loaded before a worker of the vector environment: makes it die as ALE_TEST_DEATH says, "WAY at start" or "WAY in request N".
// A worker reports the end of a request with Atomics.sub.
const [way, , when, request] = process.env.ALE_TEST_DEATH.split(' ');

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
  let requests = 0;
  Atomics.sub = (...args) => {
    if (++requests === Number(request)) ways[way]();
    return sub(...args);
  };
}
