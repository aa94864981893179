/** What an exported file says about its agent, as text by key. */
import type { Agent } from '../agent/agent-files.js';
import { observationShape } from '../env/environment.js';
import { pickRules } from '../env/rules.js';

/** Returns the metadata of an exported network: its game, the names of its outputs, its input, and the rules of play as JSON. */
export const aboutAgent = ({ game, actions, config }: Pick<Agent, 'game' | 'actions' | 'config'>) => ({
  producer: 'sap-atari',
  game,
  actions: actions.join(','),
  input: `[N,${observationShape}]`,
  frameOrder: 'oldest first',
  pixelRange: '0-255',
  rules: JSON.stringify(pickRules(config)),
});
