/** Records the plain agent's observations while it plays, as a fixed set of states to try attacks and defenses on. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { chooseAction, greedyQ } from '../../agent/action-policy.js';
import { expectFiniteOutputs } from '../../common/finite.js';
import { createRandom } from '../../common/random.js';
import { compile } from '../../compute/engine.js';
import type { CompileOptions } from '../../compute/signature.js';
import { observationBytes, observationShape } from '../../env/environment.js';
import { fingerprintOf } from '../players/identity.js';
import type { AgentUnderTest } from '../players/players.js';
import { type States, sharedBytes } from './states.js';

export interface RecordOptions {
  readonly agentUnderTest: AgentUnderTest;
  /** Number of states to record. */
  readonly count: number;
  /** Steps from one recorded state to the next, and before the first. */
  readonly periodSteps: number;
  readonly seed: number;
  readonly computing?: CompileOptions;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (states: number) => void;
}

/** Returns undefined when the signal was aborted before the end. The agent explores as in evaluations. */
export async function recordStates(options: RecordOptions): Promise<States | undefined> {
  const { agentUnderTest, count, periodSteps, seed, signal } = options;
  const { agent, game, evaluationExploration } = agentUnderTest;
  const rng = createRandom(seed).split('states');
  const observations = sharedBytes(count * observationBytes);
  const q: number[][] = [];
  const { policy = greedyQ } = agent;
  const policySeed = rng.split('policy').uint32() | 0;
  const network = await compile(
    (...tensors) => [agent.network(tensors.slice(0, -1), tensors.at(-1) as Tensor4D)],
    {
      inputs: [
        ...agent.specs.map(({ shape }, i) => ({ shape, frozen: agent.views[i]! })),
        { shape: [1, ...observationShape], storage: 'uint8' },
      ],
    },
    options.computing,
  );
  try {
    let [steps, episodes] = [0, 0];
    for (let episode = 0; q.length < count; episode++) {
      const environment = agentUnderTest.createEnvironment(rng.split(`episode ${episode}`));
      const exploration = rng.split(`exploration ${episode}`);
      environment.reset();
      for (let over = false; !over; ) {
        // A macrotask between steps lets the abort signal arrive.
        await new Promise(setImmediate);
        if (signal?.aborted) return undefined;
        const [values] = (await network.run([environment.observation])) as [Float32Array];
        if (++steps % periodSteps === 0 && q.length < count) {
          observations.set(environment.observation, q.length * observationBytes);
          q.push([...expectFiniteOutputs(values)]);
          options.onProgress?.(q.length);
        }
        const explores = exploration.uniform() < evaluationExploration;
        const random = exploration.integer(environment.actions.length);
        const step = environment.step(explores ? random : chooseAction(policy, values, [policySeed, steps]));
        over = step.gameOver;
        if (!over && (step.terminated || step.truncated)) environment.reset();
      }
      episodes++;
    }
    const weights = fingerprintOf(agent);
    return {
      game,
      actions: agent.actions,
      weights,
      count,
      periodSteps,
      seed,
      rules: agentUnderTest.rules,
      stepsPerEpisode: steps / episodes,
      observations,
      q,
    };
  } finally {
    await network.dispose();
  }
}
