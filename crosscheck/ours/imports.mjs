/**
 * Imports the files of cases.json and saves the outputs of the agents: node crosscheck/ours/imports.mjs FOLDER. Writes PATH.npy for
 * each case, and `ours.json`: what was refused, by the id of the case.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, frameworks, networkAgent, readNetwork } from 'sap-atari';
import { saveArray } from './arrays.mjs';

const [folder] = process.argv.slice(2);
const pixels = new Uint8Array(readFileSync(join(folder, 'observations.bin')));
const shape = [pixels.length / (4 * 84 * 84), 4, 84, 84];

/** Returns the outputs of an imported file for all observations. */
async function outputsOf({ path, inputScale, ...options }) {
  const network = await readNetwork(path, options);
  const { facts, outputs } = network;
  const agent = networkAgent(network, {
    game: 'pong',
    actions: Array.from({ length: outputs }, (_, i) => `action ${i}`),
    inputScale: inputScale ?? facts?.inputScale ?? frameworks[facts?.preset]?.inputScale ?? 1,
    source: path,
  });
  const parameters = agent.specs.map((spec, i) => ({ shape: spec.shape, frozen: agent.views[i] }));
  const runner = await compile((...inputs) => [agent.network(inputs.slice(0, -1), inputs.at(-1))], {
    inputs: [...parameters, { shape, storage: 'uint8' }],
  });
  const [values] = await runner.run([pixels]);
  await runner.dispose();
  return { values, shape: [shape[0], outputs] };
}

const refused = {};
for (const { id, ...file } of JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8'))) {
  try {
    const outputs = await outputsOf(file);
    saveArray(`${file.path}.npy`, outputs.values, outputs.shape);
  } catch (error) {
    refused[id] = error.message;
  }
}
writeFileSync(join(folder, 'ours.json'), `${JSON.stringify(refused)}\n`);
