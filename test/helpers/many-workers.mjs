/** Runs jobs in COUNT threads under one signal; prints warnings of the process and the sum of the jobs: node many-workers.mjs COUNT */
import { setImmediate } from 'node:timers/promises';
import { threadWorker } from '../../dist/jobs/thread-worker.js';
import { runJobs } from '../../dist/jobs/worker.js';

process.on('warning', ({ name, message }) => console.log(`${name}: ${message}`));
const count = Number(process.argv[2]);
const pool = Array.from({ length: count }, () =>
  threadWorker({ file: new URL('./echo-worker.mjs', import.meta.url), data: null }),
);
const jobs = Array.from({ length: 2 * count }, (_, i) => i);
let sum = 0;
const { signal } = new AbortController();
await runJobs(jobs, pool, {
  signal,
  onResult: (job) => {
    sum += job;
  },
});
await Promise.all(pool.map((worker) => worker.dispose()));
await setImmediate();
console.log(sum);
