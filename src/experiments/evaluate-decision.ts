/** One decision under attack, compiled: an observation in, the action out. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Attack } from '../attack/attack.js';
import { greedyAction } from '../attack/criteria.js';
import { compileAttack } from '../attack/driver.js';
import { compile } from '../compute/engine.js';
import type { CompileOptions, TensorSpec } from '../compute/signature.js';
import { type Defense, none } from '../defense/defense.js';
import { observationShape } from '../env/environment.js';
import { createModel, type Key, meanOutput, type Network } from '../model.js';

/** A trained network; a loaded agent is one. */
export interface AttackedAgent {
  readonly network: Network;
  /** Names of the actions, by index of the Q-values. */
  readonly actions: readonly string[];
  readonly specs: readonly { readonly shape: readonly number[] }[];
  /** Values of the parameters, in the order of the specs. */
  readonly views: readonly Float32Array[];
}

export interface DeciderOptions extends CompileOptions {
  readonly agent: AttackedAgent;
  /** Of the model that acts. */
  readonly defense: Defense;
  readonly attack: Attack;
  /** Whose gradient the attack takes: the acting model's own, or the plain network's (a transfer attack). */
  readonly attackOn: AttackOn;
  /** Draws over which the Q-values of a stochastic model are averaged. */
  readonly outputDraws: number;
}

export type AttackOn = 'self' | 'plain';

export interface Decision {
  /** Greedy at what the agent sees. */
  readonly action: number;
  /** Mean over the draws, by action. */
  readonly q: Float32Array;
}

export interface AttackedDecision extends Decision {
  /** Greedy at the clean observation. */
  readonly cleanAction: number;
  /** Share of pixels whose gradient was exactly zero, mean over the gradients taken; 0 for attacks without gradients. */
  readonly zeroGradientShare: number;
  /** ‖Δx‖∞ in pixels, after clipping. */
  readonly largestChange: number;
  /** What the agent saw, [4, 84, 84]. */
  readonly perturbed: Float32Array;
}

/** (seed, counter): equal moments, equal draws. */
export type Moment = readonly [seed: number, counter: number];

export interface Decider {
  readonly label: string;
  /** @param observation bytes [4, 84, 84] */
  clean(observation: Uint8Array, moment: Moment): Promise<Decision>;
  /** @param lambda pixels, above 0 */
  attacked(observation: Uint8Array, lambda: number, moment: Moment): Promise<AttackedDecision>;
  dispose(): Promise<void>;
}

/** Compiles both kinds of decision; one graph serves every λ. */
export async function createDecider(options: DeciderOptions): Promise<Decider> {
  const { agent, defense, attack, attackOn, outputDraws, ...engine } = options;
  const parameters: TensorSpec[] = agent.specs.map(({ shape }, i) => ({ shape, frozen: agent.views[i]! }));
  const frozen = parameters.length;
  const pixels: TensorSpec = { shape: [1, ...observationShape], storage: 'uint8' };
  const key: TensorSpec = { shape: [3], dtype: 'int32' };
  const models = (tensors: readonly tf.Tensor[]) => {
    const plain = createModel(agent.network, tensors.slice(0, frozen));
    return { plain, acting: defense(plain) };
  };

  const clean = await compile(
    (...tensors) => {
      const { acting } = models(tensors);
      const [x, k] = tensors.slice(frozen) as [tf.Tensor4D, Key];
      return [meanOutput(acting, acting.forward(x, k, outputDraws), 1)];
    },
    { inputs: [...parameters, pixels, key] },
    engine,
  );
  const attacked = await compileAttack({
    attack,
    inputs: pixels,
    given: parameters,
    target: (...tensors) => {
      const { plain, acting } = models(tensors);
      const model = (attack.on ?? attackOn) === 'plain' ? plain : acting;
      return { model, judge: acting, criterion: greedyAction() };
    },
    outputDraws,
    ...engine,
  });

  return {
    label: defense === none ? 'plain' : defense.label,
    async clean(observation, moment) {
      const [q] = (await clean.run([observation, Int32Array.of(...moment, 0)])) as [Float32Array];
      return { action: greedy(q), q };
    },
    async attacked(observation, lambda, moment) {
      const [found] = await attacked.run(observation, { lambdas: [lambda], moment });
      const { outputs, labels, largestChange, perturbed, zeroGradients } = found!;
      return {
        action: greedy(outputs),
        q: outputs,
        cleanAction: labels[0]!,
        zeroGradientShare: zeroGradients?.[0] ?? 0,
        largestChange: largestChange[0]!,
        perturbed,
      };
    },
    async dispose() {
      await Promise.all([clean.dispose(), attacked.dispose()]);
    },
  };
}

/** The first of the largest. */
const greedy = (q: Float32Array): number => q.indexOf(Math.max(...q));
