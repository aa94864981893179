/** The steps of an actor: probabilities instead of Q-values, and sampled actions. */
import { describe, expect, it } from 'vitest';
import { chooseAction } from '../../../src/agent/action-policy.js';
import { layersNetwork } from '../../../src/agent/layers-network.js';
import { fgsm } from '../../../src/attack/fgsm.js';
import { createRandom } from '../../../src/common/random.js';
import { none } from '../../../src/defense/defense.js';
import { observationBytes } from '../../../src/env/environment.js';
import { createDecider } from '../../../src/evaluation/players/attacked-step.js';

const rng = createRandom(4);
const weights = Float32Array.from({ length: observationBytes * 3 }, () => (rng.uniform() - 0.5) * 1e-4);
const observation = Uint8Array.from({ length: observationBytes }, () => rng.integer(256));
const network = layersNetwork([
  { kind: 'reshape', shape: [observationBytes] },
  { kind: 'dense', bias: false },
]);
const logits = [0, 1, 2].map((output) => observation.reduce((sum, x, i) => sum + x * weights[i * 3 + output]!, 0));

const decider = (choice: 'greedy' | 'sampled') =>
  createDecider({
    agent: {
      network,
      actions: ['A', 'B', 'C'],
      specs: [{ shape: [observationBytes, 3] }],
      views: [weights],
      policy: { outputs: 'logits', choice },
    },
    ...{ defense: none, attack: fgsm(), attackOn: 'self', outputSamples: 1 },
  });

describe.each(['greedy', 'sampled'] as const)('an actor with %s actions', (choice) => {
  it('has probabilities as values, and chooses by its policy, attacked or not', async () => {
    const acting = decider(choice);
    try {
      const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
      const value = await acting.value(observation);
      for (const [i, logit] of logits.entries()) expect(value[i]).toBeCloseTo(Math.exp(logit) / sum, 4);
      const actions = new Set<number>();
      for (let step = 0; step < 40; step++) {
        const { action, q } = await acting.clean(observation, [9, step]);
        expect(Array.from(q)).toEqual(Array.from(value, (p) => expect.closeTo(p, 5)));
        expect(action).toBe(chooseAction({ outputs: 'logits', choice }, logits, [9, step]));
        expect(acting.choose(value, [9, step])).toBe(action);
        actions.add(action);
      }
      expect(actions.size).toBe(choice === 'greedy' ? 1 : 3);
      const attacked = await acting.attacked(observation, 2, [9, 0]);
      expect(attacked.q.reduce((total, p) => total + p, 0)).toBeCloseTo(1, 5);
      expect(acting.choose(attacked.q, [9, 0])).toBe(attacked.action);
      expect(attacked.linfNorm).toBe(2);
    } finally {
      await acting.dispose();
    }
  });
});
