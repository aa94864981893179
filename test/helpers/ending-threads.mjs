/**
 * Ends threads amid a long kernel, in a process of its own, since a mistake aborts it: node ending-threads.mjs SYSTEM WAY.
 * Prints what happened.
 */
import { setTimeout } from 'node:timers/promises';
import { startCrew } from '../../dist/compute/threads/worker-group.js';
import { handIn } from '../../dist/jobs/thread-worker.js';

const [, , system, way, count = '2'] = process.argv;
const setups = Array.from({ length: Number(count) }, (_, i) =>
  i === 0 && ['dies', 'fails'].includes(way) ? way : 'works',
);
const amid = 100; // ms: a kernel takes several times longer
const say = (text) => console.log(text);
const failure = ({ message }) => say(`failed: ${message}`);

const systems = {
  async hands() {
    const stop = new AbortController();
    let begin;
    const begun = new Promise((resolve) => {
      begin = resolve;
    });
    const hands = setups.map((setup) => handIn(new URL('./kernel-worker.mjs', import.meta.url), { setup }));
    const job = way === 'exit' || way === 'throw' ? way : 1000;
    const jobs = hands.map((hand, i) => hand.do(i === 0 ? job : 3, { signal: stop.signal, onNews: begin }));
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
    await Promise.all(hands.map((hand) => hand.dispose()));
  },
  async crew() {
    const start = () => startCrew({ file: new URL('./kernel-part.mjs', import.meta.url), setups, name: 'test thread' });
    if (way === 'dies' || way === 'fails') return void (await start().catch(failure));
    const crew = await start();
    const call = way === 'exit' || way === 'throw' ? crew.call(way) : crew.call('compute', 4);
    call.catch(() => {});
    await setTimeout(amid);
    if (way === 'process exit') process.exit(3);
    if (way !== 'dispose') await call.catch(failure);
    await crew.dispose();
  },
};

await systems[system]();
say('ended');
