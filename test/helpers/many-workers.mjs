/** So many threads under one signal; prints warnings of the process, then the sum of the jobs: node many-hands.mjs COUNT */
import { setImmediate } from 'node:timers/promises';
import { handIn } from '../../dist/jobs/thread-worker.js';
import { shareOut } from '../../dist/jobs/worker.js';

process.on('warning', ({ name, message }) => console.log(`${name}: ${message}`));
const count = Number(process.argv[2]);
const hands = Array.from({ length: count }, () => handIn(new URL('./echo-worker.mjs', import.meta.url), null));
const jobs = Array.from({ length: 2 * count }, (_, i) => i);
let sum = 0;
const { signal } = new AbortController();
await shareOut(jobs, hands, {
  signal,
  onResult: (job) => {
    sum += job;
  },
});
await Promise.all(hands.map((hand) => hand.dispose()));
await setImmediate();
console.log(sum);
