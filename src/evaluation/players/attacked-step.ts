/** One agent step under attack, compiled: an observation in, the action out. */
import type * as tf from '@tensorflow/tfjs-core';
import { type ActionPolicy, chooseAction, greedyQ } from '../../agent/action-policy.js';
import { type AttackedFrames, frameMask } from '../../attack/agent/attacked-frames.js';
import type { Attack } from '../../attack/search/attack.js';
import { type CompiledAttack, compileAttack } from '../../attack/search/compile-attack.js';
import { type Criterion, greedyAction } from '../../attack/search/criteria.js';
import { expectFiniteOutputs } from '../../common/finite.js';
import { compile } from '../../compute/engine.js';
import type { CompileOptions, Runner, TensorSpec } from '../../compute/signature.js';
import { type Defense, none } from '../../defense/defense.js';
import { observationShape, stackDepth } from '../../env/environment.js';
import { createModel } from '../../model/create-model.js';
import { type Key, meanOutput, type Network } from '../../model/model.js';
import { sampleVotes } from '../../model/votes.js';
import type { AttackOn } from '../settings.js';

/** A trained network; a loaded agent is one. */
export interface AttackedAgent {
  readonly network: Network;
  /** Names of the actions, in the order of the Q-values. */
  readonly actions: readonly string[];
  readonly specs: readonly { readonly shape: readonly number[] }[];
  /** Values of the parameters, in the order of the specs. */
  readonly views: readonly Float32Array[];
  /** Default: the largest Q-value. */
  readonly policy?: ActionPolicy;
}

export interface DeciderOptions extends CompileOptions {
  readonly agent: AttackedAgent;
  /** The defense of the model that acts. */
  readonly defense: Defense;
  readonly attack: Attack;
  /** Whose gradient the attack takes: the acting model's own, or the plain network's (a transfer attack). */
  readonly attackOn: AttackOn;
  /** What the attack aims at; default any action but the greedy one of the clean observation. */
  readonly criterion?: Criterion;
  /** Which frames of the stack it may change; default all. */
  readonly frames?: AttackedFrames;
  /** Monte Carlo samples over which the Q-values of a stochastic model are averaged. */
  readonly outputSamples: number;
}

interface AgentStep {
  /** Chosen by the policy at what the agent sees. */
  readonly action: number;
  /** Q-value of each action, or its probability for an actor; mean over the samples. */
  readonly q: Float32Array;
  /** Share of the samples whose own greedy action is that action; 1 for a deterministic model. */
  readonly sampleAgreement: number;
}

/** A step under attack. */
export interface AttackedStep extends AgentStep {
  /** Share of pixels whose gradient was exactly zero; null for attacks without gradients. */
  readonly zeroGradientShare: number | null;
  /** ‖δ‖∞ in gray levels, after clipping. */
  readonly linfNorm: number;
  /** The observation that the agent received, [4, 84, 84]. */
  readonly perturbed: Float32Array;
}

/** RNG key of a step. Equal keys give equal random numbers. */
type StepKey = readonly [seed: number, counter: number];

/** Computes the steps of one agent under one attack. Each kind of step is compiled at its first use. */
export interface Decider {
  readonly label: string;
  /** A step without an attack. @param seen pixels [4, 84, 84]: bytes, or floats where only the newest frame is attacked */
  clean(seen: Pixels, key: StepKey): Promise<AgentStep>;
  /** A step under attack. @param lambda in gray levels, above 0 */
  attacked(seen: Pixels, lambda: number, key: StepKey): Promise<AttackedStep>;
  /** Returns the Q-values of the plain network, or the probabilities of an actor. */
  value(observation: Uint8Array): Promise<Float32Array>;
  /** Returns the action that the policy chooses for Q-values or probabilities. */
  choose(values: Float32Array, key: StepKey): number;
  dispose(): Promise<void>;
}

export type Pixels = Uint8Array | Float32Array;

/** One compiled graph serves every λ. */
export function createDecider(options: DeciderOptions): Decider {
  const {
    agent,
    defense,
    attack,
    attackOn,
    outputSamples,
    criterion = greedyAction(),
    frames = 'all',
    ...rest
  } = options;
  const engine: CompileOptions = rest;
  const policy = agent.policy ?? greedyQ;
  const choose: Decider['choose'] = (values, key) =>
    chooseAction(policy, policy.outputs === 'logits' ? values.map(Math.log) : values, key);
  const parameters: TensorSpec[] = agent.specs.map(({ shape }, i) => ({ shape, frozen: agent.views[i]! }));
  const frozen = parameters.length;
  const shape = [1, ...observationShape];
  const bytes: TensorSpec = { shape, storage: 'uint8' };
  // Frames that keep the perturbation they had are no longer whole numbers.
  const pixels: TensorSpec = frames === 'all' ? bytes : { shape };
  const key: TensorSpec = { shape: [3], dtype: 'int32' };
  const models = (tensors: readonly tf.Tensor[]) => {
    const plain = createModel(agent.network, tensors.slice(0, frozen), { outputKind: policy.outputs });
    return { plain, acting: defense(plain) };
  };

  const clean = once<Runner>(() =>
    compile(
      (...tensors) => {
        const { acting } = models(tensors);
        const [x, k] = tensors.slice(frozen) as [tf.Tensor4D, Key];
        const outputs = acting.forward(x, k, outputSamples);
        return [meanOutput(acting, outputs, 1), sampleVotes(outputs, 1)];
      },
      { inputs: [...parameters, pixels, key] },
      engine,
    ),
  );
  const attacked = once<CompiledAttack>(() =>
    compileAttack({
      ...engine,
      attack,
      outputSamples,
      inputs: pixels,
      given: parameters,
      target(...tensors) {
        const { plain, acting } = models(tensors);
        const model = attackOn === 'plain' || attack.on === 'plain' ? plain : acting;
        return {
          model,
          evaluatedModel: acting,
          criterion,
          ...(frames !== 'all' && { mask: frameMask(frames, stackDepth) }),
        };
      },
    }),
  );
  const plain = once<Runner>(() =>
    compile(
      (...tensors) => {
        const { plain } = models(tensors);
        return [meanOutput(plain, agent.network(tensors.slice(0, frozen), tensors[frozen] as tf.Tensor4D), 1)];
      },
      { inputs: [...parameters, bytes] },
      engine,
    ),
  );

  return {
    label: defense === none ? 'plain' : defense.label,
    async clean(seen, stepKey) {
      const runner = await clean.get();
      const [q, votes] = (await runner.run([seen, Int32Array.of(...stepKey, 0)])) as [Float32Array, Float32Array];
      const action = choose(expectFiniteOutputs(q), stepKey);
      return { action, q, sampleAgreement: votes[action]! };
    },
    async attacked(seen, lambda, stepKey) {
      const compiled = await attacked.get();
      const [found] = await compiled.run(seen, { lambdas: [lambda], key: stepKey });
      const { outputs: q, votes, linfNorm, zeroGradients, perturbed } = found!;
      const action = choose(q, stepKey);
      return {
        action,
        q,
        sampleAgreement: votes[action]!,
        zeroGradientShare: zeroGradients?.[0] ?? null,
        linfNorm: linfNorm[0]!,
        perturbed,
      };
    },
    async value(observation) {
      const runner = await plain.get();
      return expectFiniteOutputs((await runner.run([observation]))[0] as Float32Array);
    },
    choose,
    async dispose() {
      await Promise.all([clean, attacked, plain].map((each) => each.dispose()));
    },
  };
}

interface Compiled {
  dispose(): Promise<void>;
}

/** Compiles at the first use. */
function once<T extends Compiled>(make: () => Promise<T>) {
  let made: Promise<T> | undefined;
  return {
    get() {
      made ??= make();
      return made;
    },
    async dispose() {
      await (await made)?.dispose();
    },
  };
}
