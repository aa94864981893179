/**
 * Ends threads amid a long kernel, in a process of its own, since a mistake aborts it: node ending-threads.mjs SYSTEM WAY.
 * Prints what happened.
 */
import { setTimeout } from 'node:timers/promises';
import { startWorkerGroup } from '../../dist/compute/threads/worker-group.js';
import { threadWorker } from '../../dist/jobs/thread-worker.js';

const [, , system, way, count = '2'] = process.argv;
const setups = Array.from({ length: Number(count) }, (_, i) =>
  i === 0 && ['dies', 'fails'].includes(way) ? way : 'works',
);
const kernelJobs = new URL('./kernel-jobs.mjs', import.meta.url);
const kernelGroup = new URL('./kernel-group.mjs', import.meta.url);
const amid = 100; // ms: a kernel takes several times longer
const say = (text) => console.log(text);
const failure = ({ message }) => say(`failed: ${message}`);

const systems = {
  async pool() {
    const stop = new AbortController();
    let begin;
    const begun = new Promise((resolve) => {
      begin = resolve;
    });
    const pool = setups.map((setup) => threadWorker({ file: kernelJobs, data: { setup } }));
    const job = way === 'exit' || way === 'throw' ? way : 1000;
    const jobs = pool.map((worker, i) => worker.do(i === 0 ? job : 3, { signal: stop.signal, onProgress: begin }));
    for (const each of jobs) each.catch(() => {});
    if (way === 'dies' || way === 'fails') await jobs[0].catch(failure);
    else {
      await begun;
      await setTimeout(amid);
      if (way === 'process exit') process.exit(3);
      if (way === 'stop') {
        stop.abort();
        say(`stopped: ${await jobs[0]}`);
      } else if (way !== 'dispose') await jobs[0].catch(failure);
    }
    await Promise.all(pool.map((worker) => worker.dispose()));
  },
  async group() {
    const start = () => startWorkerGroup({ file: kernelGroup, data: setups, name: 'test thread' });
    if (way === 'dies' || way === 'fails') return void (await start().catch(failure));
    const group = await start();
    const call = way === 'exit' || way === 'throw' ? group.call(way) : group.call('compute', 4);
    call.catch(() => {});
    await setTimeout(amid);
    if (way === 'process exit') process.exit(3);
    if (way !== 'dispose') await call.catch(failure);
    await group.dispose();
  },
};

await systems[system]();
say('ended');
