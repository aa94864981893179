/** An agent under attack for one episode: it chooses its actions step by step. */
import { type AttackedFrames, carryFrames } from '../../attack/agent/attacked-frames.js';
import type { Timing } from '../../attack/agent/timing.js';
import { stackDepth } from '../../env/environment.js';
import type { AttackedStep, Decider, Pixels } from './attacked-step.js';

export interface AttackedPlayerOptions {
  readonly decider: Decider;
  /** In gray levels; 0 = no attack. */
  readonly lambda: number;
  readonly timing: Timing;
  readonly frames: AttackedFrames;
  /** Seed of the random numbers of the attack and the defense. */
  readonly noiseSeed: number;
  /** The last observation as the agent received it, where an episode is resumed and older frames keep their perturbation. */
  readonly seen?: Float32Array | undefined;
}

/** What an agent chose, and how that differs from what the plain network chooses at the true observation. */
interface Choice {
  readonly action: number;
  /** The action of the plain network. */
  readonly wanted: number;
  /** Q-values of the plain network, or probabilities of an actor. */
  readonly value: Float32Array;
  /** Those of the model that acts, for what it received. */
  readonly q: Float32Array;
  /** max Q − Q(action), by the plain network. */
  readonly qGap: number;
  readonly sampleAgreement: number;
  /** Time of the acting model, attack included. */
  readonly seconds: number;
  /** Undefined where the step was not attacked. */
  readonly attack?: Pick<AttackedStep, 'zeroGradientShare' | 'linfNorm' | 'perturbed'>;
}

export interface AttackedPlayer {
  /**
   * @param observation the true one, [4, 84, 84]
   * @param step agent step, from 0
   * @param isRestarted whether the observation has started anew since the last call
   */
  choose(observation: Uint8Array, step: number, isRestarted: boolean): Promise<Choice>;
  /** The last observation as the agent received it; undefined unless older frames keep their perturbation. */
  readonly seen: Float32Array | undefined;
}

export function createAttackedPlayer(options: AttackedPlayerOptions): AttackedPlayer {
  const { decider, lambda, timing, frames, noiseSeed } = options;
  let seen = options.seen;
  return {
    get seen() {
      return seen;
    },
    async choose(observation, step, isRestarted) {
      const key = [noiseSeed, step] as const;
      const value = await decider.value(observation);
      const before = isRestarted ? undefined : seen;
      const stack: Pixels = frames === 'newest' ? carryFrames(observation, before, stackDepth) : observation;
      const begin = performance.now();
      const isAttacked = lambda > 0 && timing(value, step);
      const found = isAttacked ? await decider.attacked(stack, lambda, key) : await decider.clean(stack, key);
      const seconds = (performance.now() - begin) / 1000;
      const attack = 'perturbed' in found ? (found as AttackedStep) : undefined;
      if (stack instanceof Float32Array) seen = attack?.perturbed ?? stack;
      const { action, q, sampleAgreement } = found;
      return {
        ...{ action, q, value, seconds, sampleAgreement },
        wanted: decider.choose(value, key),
        qGap: Math.max(...value) - value[action]!,
        ...(attack && { attack }),
      };
    },
  };
}
