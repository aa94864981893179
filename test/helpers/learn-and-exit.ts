// Learns in two threads and ends the process with code 3 in the midst of an update: node --import tsx learn-and-exit.ts
import { createLearner } from '../../src/agent/learner/learner.js';
import { parameterSpecs } from '../../src/agent/network.js';

const learner = await createLearner({
  ...{ network: {}, specs: parameterSpecs({ actions: 3 }), batchTransitions: 64, slices: 2, workers: 2 },
  ...{ loss: 'huber', optimizer: { kind: 'rmsprop', decay: 0.95, epsilon: 1e-5 } },
});
for (let i = 1; i <= 3; i++) await learner.learn(i, 2.5e-4);
void learner.learn(4, 2.5e-4);
setTimeout(() => process.exit(3), 5); // an update takes longer
