/** An agent of a zoo, made from the bundled one. */
import { encodeAgent } from '../../src/agent/agent-files.js';
import { bundledAgent } from '../../src/agent/bundled-agents.js';
import { type AgentCard, cardName, encodeCard } from '../../src/agent/zoo/card.js';
import { sha256 } from '../../src/files/sha256.js';
import { saveModelFiles, weightsName } from '../../src/model/model-files.js';

const alternating = (a: number, b: number): number[] => Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? a : b));

export const toyCard: Omit<AgentCard, 'format'> = {
  game: 'catch',
  name: 'Catch',
  rom: { file: 'catch.bin', md5: '0'.repeat(32) },
  weights: { dtype: 'F16', sha256: sha256(Uint8Array.of()) },
  rules: { training: { frameSkipFrames: 4 }, evaluation: { frameSkipFrames: 4 } },
  frames: 56_000,
  hours: 0.5,
  machine: { cores: 2, processor: 'Toy 6502' },
  score: {
    ...{ mean: 19.5, interval: [18, 20], episodes: 30, truncated: 0, returns: alternating(19, 20) },
    ...{ command: 'sap-atari evaluate', seed: 1, exploration: 0.01, humanNormalized: null },
  },
  references: {
    random: { mean: -15, interval: [-16, -14], episodes: 30, returns: alternating(-16, -14) },
    published: null,
  },
  trainings: [
    {
      ...{ command: 'sap-atari train --config config.json', package: 'sap-atari 0.1.0', initializedFrom: null },
      sha256: { F32: '1'.repeat(64), F16: '2'.repeat(64) },
      ...{ config: { seed: 1, algorithm: 'pqn' }, steps: 14_000, frames: 56_000, hours: 0.5, processorHours: 0.75 },
      curve: [
        { step: 7000, frames: 28_000, hours: 0.25, processorHours: 0.375, mean: 10, interval: null, episodes: 1 },
      ],
    },
  ],
};

/** Writes the bundled agent of Catch, with 16-bit weights and a card, as an agent of a game. */
export function writeZooAgent(folder: string, game = 'catch'): void {
  const agent = bundledAgent('catch');
  const files = encodeAgent({ ...agent, game, config: { ...agent.config, game } }, { dtype: 'F16' });
  const weights = { ...toyCard.weights, sha256: sha256(files[weightsName]) };
  saveModelFiles(folder, { ...files, [cardName]: encodeCard({ ...toyCard, game, weights }) });
}
