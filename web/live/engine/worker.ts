/** The engine in a thread of its own. */
import '../../platform/globals.js';
import { expose, transfer } from 'comlink';
import { createEngine } from './engine.js';

const engine = createEngine();

expose({
  ...engine,
  async step(forced?: number) {
    const view = await engine.step(forced);
    if (!view) return undefined;
    const { screen, observation, perturbed } = view;
    return transfer(view, [screen.data.buffer, observation.buffer, ...(perturbed ? [perturbed.buffer] : [])]);
  },
});
postMessage('ready');
