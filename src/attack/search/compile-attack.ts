/**
 * Runs attacks as compiled graphs. Each phase of the search is traced once and becomes one graph; the state stays in host
 * arrays between the graphs. So 500 iterations compile as fast as one, and all λ share one preparation.
 */
import * as tf from '@tensorflow/tfjs-core';
import { expectFiniteOutputs } from '../../common/finite.js';
import { sizeOf } from '../../common/shape.js';
import { compile } from '../../compute/engine.js';
import type { CompileOptions, DataType, Runner, TensorSpec, Values } from '../../compute/signature.js';
import { exampleKeyWords, type Key, placesOf } from '../../model/keys.js';
import type { Bounds, Model } from '../../model/model.js';
import { type Attack, after, callsOf, type Iteration, type State, type Task } from './attack.js';
import { checkLambdas, checkPixels, withCheckedLabels } from './check-call.js';
import type { Criterion } from './criteria.js';
import { evaluateResult, prepareTask } from './evaluate-result.js';

/** The models and the criterion of an attack. */
export interface AttackTarget {
  /** The attacked model. */
  readonly model: Model;
  /** The model on which success is measured; default the attacked one. */
  readonly evaluatedModel?: Model;
  /** Decides which inputs are adversarial. */
  readonly criterion: Criterion;
  /** See `AttackOptions`. */
  readonly mask?: tf.Tensor;
}

export interface CompileAttackOptions extends CompileOptions {
  /** The attack to compile. */
  readonly attack: Attack;
  /** Spec of the inputs [N, …] of rank 4; with `uint8` storage they are passed as bytes. */
  readonly inputs: TensorSpec;
  /** Specs of the tensors that `target` receives: parameters (frozen ones are faster), labels, … */
  readonly given: readonly TensorSpec[];
  /** Builds models and criterion from the tensors of `given`. Pure; called whenever a phase is traced. */
  readonly target: (...given: tf.Tensor[]) => AttackTarget;
  /** Monte Carlo samples over which the outputs of a stochastic evaluated model are averaged; default 1. */
  readonly outputSamples?: number;
}

/** The arguments of one run of a compiled attack. */
export interface AttackRun {
  /** λ in gray levels, one for each result. */
  readonly lambdas: readonly number[];
  /** RNG key (seed, counter). Equal keys give equal perturbations. */
  readonly key: readonly [seed: number, counter: number];
  /** See `AttackOptions`. */
  readonly examples?: ArrayLike<number>;
  /** Values of the specs in `given` that are not frozen. */
  readonly given?: readonly Values[];
  /** When aborted, the run throws the signal's reason before the next graph. */
  readonly signal?: AbortSignal | undefined;
}

/** The result at one λ. Each array holds N examples, one after the other. */
export interface AttackValues {
  /** Perturbed inputs, within λ and the bounds. */
  readonly perturbed: Float32Array;
  /** Outputs of the evaluated model at `perturbed`, mean over its Monte Carlo samples, [N, outputs]. */
  readonly outputs: Float32Array;
  /** Share of those samples whose largest output is this one, [N, outputs]. */
  readonly votes: Float32Array;
  /** The criterion's labels of the clean inputs, from the evaluated model, [N]. */
  readonly labels: Int32Array;
  /** 1 where `perturbed` is adversarial, else 0, [N]. */
  readonly success: Int32Array;
  /** L∞ norm of the perturbation in gray levels, [N]. */
  readonly linfNorm: Float32Array;
  /** As in `AttackResult`, [N]; undefined for attacks without gradients. */
  readonly zeroGradients?: Float32Array;
}

/** An attack on fixed models, compiled to graphs. */
export interface CompiledAttack {
  /** Name of the attack, for reports. */
  readonly label: string;
  /**
   * Runs the attack. Returns one result for each λ, in new arrays.
   * @param inputs values of the input spec
   * @throws RangeError for λ or pixels out of range; Error for outputs that are not finite
   */
  run(inputs: Values, options: AttackRun): Promise<AttackValues[]>;
  /** Reads the frozen inputs again after their arrays have changed. */
  refreeze(): Promise<void>;
  /** Frees the graphs. */
  dispose(): Promise<void>;
}

type Arrays = Record<string, Values>;
type Specs = Readonly<Record<string, TensorSpec>>;

/** One phase of a search as a compiled graph. */
interface Phase {
  /** Specs of the state that it returns. */
  readonly specs: Specs;
  run(fixed: readonly Values[], state: Arrays, into?: Arrays): Promise<Arrays>;
}

const scalar: TensorSpec = { shape: [] };

/**
 * Compiles an attack on a target.
 * @throws RangeError for labels that do not fit the inputs, and for a loss that needs more outputs than the model has
 * @example
 * const compiled = await compileAttack({
 *   attack: parseAttack('apgd'),
 *   inputs: { shape: [1, 4, 84, 84], storage: 'uint8' },
 *   given: specs.map(({ shape }, i) => ({ shape, frozen: views[i]! })),
 *   target: (...parameters) => ({ model: sap100(createModel(network, parameters)), criterion: greedyAction() }),
 * });
 * const [weak, strong] = await compiled.run(observation, { lambdas: [1, 8], key: [seed, step] });
 */
export async function compileAttack(options: CompileAttackOptions): Promise<CompiledAttack> {
  const { attack, inputs, given, target, outputSamples = 1, ...engine } = options;
  const { search } = attack;
  const places = placesOf(inputs.shape[0]!);
  const keySpec: TensorSpec = { shape: [1 + places.length, 3], dtype: 'int32' };

  /** Compiles one phase. The names of the state that it returns become known when it is traced. */
  async function compilePhase(
    fn: (task: Task, state: State, iteration: Iteration) => State,
    state: Specs,
  ): Promise<Phase> {
    const names = Object.keys(state);
    let returned: string[] = [];
    const runner = await compile(
      (...tensors) => {
        const { model, evaluatedModel = model, criterion, mask } = target(...tensors.slice(0, given.length));
        bounds = model.bounds;
        const [pixels, base, own, lambda, index, ...rest] = tensors.slice(given.length);
        const task: Task = {
          model,
          evaluatedModel,
          criterion: withCheckedLabels(criterion),
          ...(mask && { mask }),
          inputs: pixels as tf.Tensor4D,
          key: base as Key,
          outputSamples,
        };
        const iteration = { key: own as Key, lambda: lambda as tf.Scalar, index: index as tf.Scalar };
        const changed = fn(task, Object.fromEntries(names.map((name, i) => [name, rest[i]!])), iteration);
        returned = Object.keys(changed);
        return Object.values(changed);
      },
      { inputs: [...given, inputs, keySpec, keySpec, scalar, scalar, ...Object.values(state)] },
      engine,
    );
    runners.push(runner);
    return {
      specs: Object.fromEntries(returned.map((name, i) => [name, runner.outputs[i]!])),
      async run(fixed, values, into) {
        const passed = [...fixed, ...names.map((name) => values[name]!)];
        const results = await runner.run(
          passed,
          returned.map((name) => into?.[name]),
        );
        return Object.fromEntries(returned.map((name, i) => [name, results[i]!]));
      },
    };
  }

  const runners: Runner[] = [];
  let bounds: Bounds;
  const disposeAll = async () => {
    await Promise.all(runners.map((runner) => runner.dispose()));
  };
  const compileAll = async () => {
    const prepare = await compilePhase((task) => prepareTask(search, task), {});
    const start = await compilePhase(search.start, prepare.specs);
    const started = { ...prepare.specs, ...start.specs };
    const step = search.step && (await compilePhase(search.step, started));
    const evaluate = await compilePhase(evaluationPhase, started);
    return { prepare, start, step, evaluate };
  };
  const phases = await compileAll().catch(async (error) => {
    await disposeAll();
    throw error;
  });
  const { prepare, step, evaluate } = phases;

  return {
    label: attack.label,
    async run(pixels, { lambdas, key, examples = places, given: values = [], signal }) {
      checkLambdas(lambdas);
      if (!(pixels instanceof Uint8Array)) checkPixels(pixels, bounds);
      const fixed = (lambda: number, use: number, index: number) => {
        const keys = [0, use].map((of) => exampleKeyWords([...key, of], examples));
        return [...values, pixels, ...keys, Float32Array.of(lambda), Float32Array.of(index)];
      };
      const prepared = await prepare.run(fixed(0, 0, 0), {});
      // A step reads the arrays that the last one wrote, so that it writes into the other set.
      const sets = [0, 1].map(() => allocate(step?.specs ?? {}));
      let iterations = 0;
      const found: AttackValues[] = [];
      for (const lambda of lambdas) {
        let state = prepared;
        for (const call of callsOf(search, () => lambda)) {
          signal?.throwIfAborted();
          const into = call.phase === 'step' ? sets[iterations++ % 2] : undefined;
          state = after(state, await phases[call.phase]!.run(fixed(lambda, call.use, call.index), state, into), call);
        }
        const { zeroGradients } = state;
        const result = (await evaluate.run(fixed(lambda, 0, 0), state)) as unknown as AttackValues;
        expectFiniteOutputs(result.outputs);
        found.push({
          ...result,
          labels: (prepared.evaluatedLabels as Int32Array).slice(),
          ...(zeroGradients && { zeroGradients: (zeroGradients as Float32Array).slice() }),
        });
      }
      return found;
    },
    async refreeze() {
      for (const runner of runners) await runner.refreeze();
    },
    dispose: disposeAll,
  };
}

/** The last phase: the evaluated model at the result of the search. */
function evaluationPhase(task: Task, state: State): State {
  const { clipped, outputs, votes, success } = evaluateResult(task, state);
  return {
    perturbed: clipped,
    outputs,
    votes,
    success: tf.cast(success, 'int32'),
    linfNorm: tf.max(tf.abs(tf.sub(clipped, task.inputs)), [1, 2, 3]),
  };
}

function allocate(specs: Specs): Arrays {
  const array = ({ shape, dtype = 'float32' }: { shape: readonly number[]; dtype?: DataType }): Values => {
    const size = sizeOf(shape);
    return dtype === 'float32' ? new Float32Array(size) : new Int32Array(size);
  };
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, array(spec)]));
}
