/**
 * Plays an imported agent for play.py: node crosscheck/ours/play.mjs FOLDER TAPE.json OUT.json. The tape holds the idle frames of each
 * start, and for each step a random action or −1 for the greedy one. Then plays whole episodes with the library's own random numbers.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { compile, createAtari, createModel, createRandom, evaluate, keyFor, loadAgent, openLibrary } from 'sap-atari';

const [folder, tapeFile, outFile] = process.argv.slice(2);
const tape = JSON.parse(readFileSync(tapeFile, 'utf8'));
const agent = loadAgent(folder);
const { ale, open } = await openLibrary();

/** A generator whose next whole number is the one of the tape. */
let start = 0;
const fromTape = { ...createRandom(1), integer: () => tape.idle[start++ % tape.idle.length] - 1 };
const idleOrOwn = {
  ...createRandom(1),
  split: (use) => (use === 'no-op starts' ? fromTape : createRandom(1).split(use)),
};
const rules = { ...agent.config, lifeLossEndsEpisode: false, clipRewards: false, maxNoOpStartFrames: 30 };
const environment = createAtari(ale, open(agent.game), rules, idleOrOwn);

const runner = await compile(
  (...tensors) => [
    createModel(agent.network, tensors.slice(0, -1)).forward(
      tensors.at(-1),
      keyFor(tf.tensor1d([1, 0, 0], 'int32'), 0),
    ),
  ],
  {
    inputs: [
      ...agent.specs.map(({ shape }, i) => ({ shape, frozen: agent.views[i] })),
      { shape: [1, ...tape.observation], storage: 'uint8' },
    ],
  },
);

environment.reset();
const actions = [];
const scores = [];
let score = 0;
for (const random of tape.actions) {
  const [q] = await runner.run([environment.observation.slice()]);
  const action = random < 0 ? q.indexOf(Math.max(...q)) : random;
  actions.push(action);
  const { rawReward, gameOver } = environment.step(action);
  score += rawReward;
  if (gameOver) {
    scores.push(score);
    score = 0;
    environment.reset();
  }
}
await runner.dispose();

const { episodes, chance } = await evaluate({
  agent: folder,
  ...{
    lambdas: [0],
    attacks: ['fgsm'],
    defenses: [],
    episodes: tape.episodes,
    evaluationExploration: tape.exploration,
  },
});
writeFileSync(outFile, JSON.stringify({ names: environment.actions, actions, scores, episodes, chance }));
