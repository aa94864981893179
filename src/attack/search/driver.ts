/**
 * Runs an attack compiled. Each of its phases is traced once and becomes one graph; what passes from turn to turn stays
 * in arrays on the host. So 500 steps cost no more to compile than one, and one λ after the other shares what it can.
 */
import * as tf from '@tensorflow/tfjs-core';
import { expectFiniteOutputs } from '../../common/finite.js';
import { compile } from '../../compute/engine.js';
import type { CompileOptions, DataType, Runner, TensorSpec, Values } from '../../compute/signature.js';
import { exampleKeyWords, type Key, placesOf } from '../../model/keys.js';
import type { Bounds, Model } from '../../model/model.js';
import { type Attack, after, callsOf, type State, type Task, type Turn } from './attack.js';
import { checkLambdas, checkPixels, withCheckedLabels } from './check-call.js';
import type { Criterion } from './criteria.js';
import { judgeFound, prepareTask } from './judge.js';

/** Whom an attack attacks, and with what aim. */
export interface AttackTarget {
  readonly model: Model;
  /** Default: the attacked model itself. */
  readonly judge?: Model;
  readonly criterion: Criterion;
  /** See `AttackOptions`. */
  readonly mask?: tf.Tensor;
}

export interface CompileAttackOptions extends CompileOptions {
  readonly attack: Attack;
  /** Of the inputs [N, …]; `uint8` storage for pixels that arrive as bytes. */
  readonly inputs: TensorSpec;
  /** Of all that `target` is made from: parameters (frozen is faster), labels, … */
  readonly given: readonly TensorSpec[];
  /** Pure; called with the tensors of `given` when a phase is traced. */
  readonly target: (...given: tf.Tensor[]) => AttackTarget;
  /** Draws over which outputs of a stochastic model are averaged; default 1. */
  readonly outputSamples?: number;
}

interface AttackRun {
  /** λ in pixels, one result each. */
  readonly lambdas: readonly number[];
  /** (seed, counter): equal moments, equal draws. */
  readonly moment: readonly [seed: number, counter: number];
  /** See `AttackOptions`. */
  readonly examples?: ArrayLike<number>;
  /** Values of `given`, frozen ones left out. */
  readonly given?: readonly Values[];
  /** Aborting it ends the run before the next graph: it then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** At one λ. Arrays of N examples, one after the other. */
export interface AttackValues {
  /** What the judge saw: within λ and the bounds. */
  readonly perturbed: Float32Array;
  /** Its mean outputs over the draws, [N, outputs]. */
  readonly outputs: Float32Array;
  /** Share of those draws that prefer each output, [N, outputs]. */
  readonly votes: Float32Array;
  /** Its labels of the clean input. */
  readonly labels: Int32Array;
  /** 1 where the aim was reached. */
  readonly success: Int32Array;
  /** ‖Δx‖∞ in pixels. */
  readonly linfNorm: Float32Array;
  /** As in `AttackResult`; undefined without gradients. */
  readonly zeroGradients?: Float32Array;
}

export interface CompiledAttack {
  readonly label: string;
  /** The arrays returned are the caller's. */
  run(inputs: Values, options: AttackRun): Promise<AttackValues[]>;
  /** Takes frozen inputs over again after they changed. */
  refreeze(): Promise<void>;
  dispose(): Promise<void>;
}

type Arrays = Record<string, Values>;
type Specs = Readonly<Record<string, TensorSpec>>;

interface Phase {
  /** Of what it returns. */
  readonly specs: Specs;
  run(fixed: readonly Values[], state: Arrays, into?: Arrays): Promise<Arrays>;
}

const scalar: TensorSpec = { shape: [] };

/**
 * @example
 * const compiled = await compileAttack({
 *   attack: parseAttack('apgd'),
 *   inputs: { shape: [1, 4, 84, 84], storage: 'uint8' },
 *   given: specs.map(({ shape }, i) => ({ shape, frozen: views[i]! })),
 *   target: (...parameters) => ({ model: sap100(createModel(network, parameters)), criterion: greedyAction() }),
 * });
 * const [weak, strong] = await compiled.run(observation, { lambdas: [1, 8], moment: [seed, step] });
 */
export async function compileAttack(options: CompileAttackOptions): Promise<CompiledAttack> {
  const { attack, inputs, given, target, outputSamples = 1, ...engine } = options;
  const { search } = attack;
  const places = placesOf(inputs.shape[0]!);
  const key: TensorSpec = { shape: [1 + places.length, 3], dtype: 'int32' };

  /** Compiles one phase; the names of what it returns are seen when it is traced. */
  async function compilePhase(fn: (task: Task, state: State, turn: Turn) => State, state: Specs): Promise<Phase> {
    const names = Object.keys(state);
    let returned: string[] = [];
    const runner = await compile(
      (...tensors) => {
        const { model, judge = model, criterion, mask } = target(...tensors.slice(0, given.length));
        bounds = model.bounds;
        const [pixels, base, own, epsilon, index, ...rest] = tensors.slice(given.length);
        const task: Task = {
          model,
          judge,
          criterion: withCheckedLabels(criterion),
          ...(mask && { mask }),
          inputs: pixels as tf.Tensor4D,
          key: base as Key,
          outputSamples,
        };
        const turn = { key: own as Key, epsilon: epsilon as tf.Scalar, index: index as tf.Scalar };
        const changed = fn(task, Object.fromEntries(names.map((name, i) => [name, rest[i]!])), turn);
        returned = Object.keys(changed);
        return Object.values(changed);
      },
      { inputs: [...given, inputs, key, key, scalar, scalar, ...Object.values(state)] },
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
    const judge = await compilePhase(judged, started);
    return { prepare, start, step, judge };
  };
  const phases = await compileAll().catch(async (error) => {
    await disposeAll();
    throw error;
  });
  const { prepare, step, judge } = phases;

  return {
    label: attack.label,
    async run(pixels, { lambdas, moment, examples = places, given: values = [], signal }) {
      checkLambdas(lambdas);
      if (!(pixels instanceof Uint8Array)) checkPixels(pixels, bounds);
      const fixed = (lambda: number, use: number, index: number) => {
        const keys = [0, use].map((of) => exampleKeyWords([...moment, of], examples));
        return [...values, pixels, ...keys, Float32Array.of(lambda), Float32Array.of(index)];
      };
      const prepared = await prepare.run(fixed(0, 0, 0), {});
      // A step reads what the last one wrote: it writes into the other set.
      const sets = [0, 1].map(() => allocate(step?.specs ?? {}));
      let turns = 0;
      const found: AttackValues[] = [];
      for (const lambda of lambdas) {
        let state = prepared;
        for (const call of callsOf(search, () => lambda)) {
          signal?.throwIfAborted();
          const into = call.phase === 'step' ? sets[turns++ % 2] : undefined;
          state = after(state, await phases[call.phase]!.run(fixed(lambda, call.use, call.index), state, into), call);
        }
        const { zeroGradients } = state;
        const judgment = (await judge.run(fixed(lambda, 0, 0), state)) as unknown as AttackValues;
        expectFiniteOutputs(judgment.outputs);
        found.push({
          ...judgment,
          labels: (prepared.judged as Int32Array).slice(),
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

/** The last phase: what leaves the graphs. */
function judged(task: Task, state: State): State {
  const { clipped, outputs, votes, success } = judgeFound(task, state);
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
    const size = shape.reduce((product, length) => product * length, 1);
    return dtype === 'float32' ? new Float32Array(size) : new Int32Array(size);
  };
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, array(spec)]));
}
