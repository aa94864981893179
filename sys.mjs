import { createLearner } from '/work/wt/pipeline/dist/agent/learner.js';
import { initialise, parameterSpecs } from '/work/wt/pipeline/dist/agent/network.js';
import { createRandom } from '/work/wt/pipeline/dist/random.js';

const specs = parameterSpecs({ actions: 6 });
for (const o of [
  { workers: 0, slices: 1, threads: 1 },
  { workers: 0, slices: 1, threads: 2 },
  { workers: 2, slices: 2, threads: 1 },
]) {
  const l = await createLearner({
    network: {},
    specs,
    batchTransitions: 32,
    loss: 'huber',
    optimiser: { learningRate: 2.5e-4, decay: 0.95, epsilon: 1e-5 },
    ...o,
  });
  initialise(l.online.views, specs, createRandom(1));
  l.target.flat.set(l.online.flat);
  await l.refresh();
  for (let i = 0; i < 5; i++) await l.learn();
  const c = process.cpuUsage(),
    s = performance.now();
  for (let i = 0; i < 100; i++) await l.learn();
  const d = process.cpuUsage(c);
  console.log(
    JSON.stringify(o),
    'wall/update',
    ((performance.now() - s) / 100).toFixed(2),
    'user',
    (d.user / 1e5).toFixed(2),
    'sys',
    (d.system / 1e5).toFixed(2),
  );
  await l.dispose();
}
