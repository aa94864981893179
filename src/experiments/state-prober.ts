/** Computes what agents do at recorded states under attack, a block of states at a time. */
import type * as tf from '@tensorflow/tfjs-core';
import { argMax } from '../agent/policy.js';
import { type CompiledAttack, compileAttack } from '../attack/driver.js';
import { compile, loadEagerBackend } from '../compute/engine.js';
import type { CompileOptions, Runner, TensorSpec } from '../compute/signature.js';
import { none } from '../defense/defense.js';
import { observationBytes, observationShape } from '../env/environment.js';
import { createModel, type Key, meanOutput } from '../model.js';
import { createRandom } from '../random.js';
import { drawVotes } from '../votes.js';
import { type Cast, type CastNames, castOf } from './cast.js';
import { plainAgent } from './evaluate-plan.js';
import { keepNewest } from './keep-newest.js';
import { loadStates, type States } from './record-states.js';
import type { GridJob, GridLine, Prober } from './state-grid.js';

export interface ProberSetup {
  readonly names: CastNames;
  readonly statesFolder: string;
  readonly seed: number;
  readonly computing: CompileOptions;
}

/** A prober made from plain data, for threads. */
export async function proberFor({ names, statesFolder, seed, computing }: ProberSetup): Promise<Prober> {
  if (computing.engine === 'tfjs') await loadEagerBackend();
  return createProber(await castOf(names), loadStates(statesFolder), seed, computing);
}

/** One agent under one attack, compiled for a batch of so many states. */
interface Compiled {
  /** → one a λ */
  run(pixels: Uint8Array, lambdas: readonly number[], moment: readonly [number, number]): Promise<Found[]>;
  dispose(): Promise<void>;
}

/** Arrays go state by state. */
interface Found {
  readonly outputs: Float32Array;
  readonly votes: Float32Array;
  readonly zeroGradients?: Float32Array;
  readonly largestChange?: Float32Array;
}

/** Jobs come attack by attack, so that few compiled attacks are asked for at a time. */
const keptCompiled = 3;

/** @param seed of all draws @param cast whose first contestant is the agent that the states are of */
export function createProber(cast: Cast, states: States, seed: number, computing: CompileOptions = {}): Prober {
  const compiled = keepNewest<Compiled>(keptCompiled, (each) => each.dispose());
  const contestant = cast.contestants[0]!;
  const parameters: TensorSpec[] = contestant.agent.specs.map(({ shape }, i) => ({
    shape,
    frozen: contestant.agent.views[i]!,
  }));
  const drawSeed = createRandom(seed).split('states').uint32() | 0;
  const width = states.actions.length;

  const modelsOf = (agent: string) => {
    const defense = cast.defenses.find(({ label }) => label === agent) ?? none;
    return (tensors: readonly tf.Tensor[]) => {
      const plain = createModel(contestant.agent.network, tensors.slice(0, parameters.length));
      return { plain, acting: defense(plain) };
    };
  };

  async function compileClean({ agent, states: batch }: GridJob): Promise<Compiled> {
    const models = modelsOf(agent);
    const runner: Runner = await compile(
      (...tensors) => {
        const { acting } = models(tensors);
        const [x, key] = tensors.slice(parameters.length) as [tf.Tensor4D, Key];
        const ofDraws = acting.forward(x, key, cast.outputDraws);
        return [meanOutput(acting, ofDraws, batch), drawVotes(ofDraws, batch)];
      },
      {
        inputs: [
          ...parameters,
          { shape: [batch, ...observationShape], storage: 'uint8' },
          { shape: [3], dtype: 'int32' },
        ],
      },
      computing,
    );
    return {
      async run(pixels, _, moment) {
        const [outputs, votes] = await runner.run([pixels, Int32Array.of(...moment, 0)]);
        return [{ outputs: outputs as Float32Array, votes: votes as Float32Array }];
      },
      dispose: () => runner.dispose(),
    };
  }

  async function compileAttacked({ agent, attack: name, gradientDraws, states: batch }: GridJob): Promise<Compiled> {
    const { attack } = cast.attacks.find((each) => each.label === name && each.gradientDraws === gradientDraws)!;
    const models = modelsOf(agent);
    const attacked: CompiledAttack = await compileAttack({
      ...computing,
      attack,
      outputDraws: cast.outputDraws,
      inputs: { shape: [batch, ...observationShape], storage: 'uint8' },
      given: parameters,
      target(...tensors) {
        const { plain, acting } = models(tensors);
        const model = cast.attackOn === 'plain' || attack.on === 'plain' ? plain : acting;
        return { model, judge: acting, criterion: cast.criterion };
      },
    });
    return {
      run: (pixels, lambdas, moment) => attacked.run(pixels, { lambdas, moment }),
      dispose: () => attacked.dispose(),
    };
  }

  return {
    async do(job, { signal } = {}) {
      const { agent, attack, gradientDraws, lambdas, from, states: batch } = job;
      // A macrotask between jobs, else an interrupt would never be heard.
      await new Promise(setImmediate);
      if (signal?.aborted) return undefined;
      const each = await compiled.get(JSON.stringify([agent, attack, gradientDraws, batch]), () =>
        attack === null ? compileClean(job) : compileAttacked(job),
      );
      const pixels = states.observations.subarray(from * observationBytes, (from + batch) * observationBytes);
      const begin = performance.now();
      const found = await each.run(pixels, lambdas, [drawSeed, from]);
      const seconds = (performance.now() - begin) / 1000 / lambdas.length;
      const rows = Array.from({ length: batch }, (_, i) => i);
      return found.map(
        ({ outputs, votes, zeroGradients, largestChange }, i): GridLine => ({
          agent,
          attack,
          gradientDraws,
          lambda: lambdas[i]!,
          from,
          actions: rows.map((row) => argMax(outputs, row * width, width)),
          ...(agent !== plainAgent && {
            cleanVotes: rows.map((row) => short(votes[row * width + argMax(states.q[from + row]!)]!)),
          }),
          ...(zeroGradients && { zeroGradients: [...zeroGradients].map(short) }),
          largestChange: short(Math.max(0, ...(largestChange ?? []))),
          seconds: short(seconds),
        }),
      );
    },
    dispose: () => compiled.clear(),
  };
}

/** Shares and pixels to six digits: a file of them stays small. */
const short = (value: number): number => Number(value.toPrecision(6));
