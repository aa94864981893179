/** Runs a plan with ONNX Runtime: one session per segment. All buffers between segments are allocated once. */
import type { InferenceSession } from 'onnxruntime-common';
import { sizeOf } from '../../common/shape.js';
import type { Graph } from '../graph/graph.js';
import { allocate, type PreparedOperation } from '../host-call.js';
import { inputName } from '../lower/lowering.js';
import type { CompileOptions, DataType, Runner, TensorSpec, Values } from '../signature.js';
import { checkInputs, checkOutputs } from '../signature-check.js';
import { convolutionBlockSize } from './block-size.js';
import { inExecutionOrder } from './execution-order.js';
import { encodeModel, type OnnxGraph, type OnnxPort } from './onnx-model.js';
import { type HostStep, type Plan, planSegments } from './plan.js';
import { runtimeFor, runtimeVersion, type Session, Tensor } from './runtime.js';

export interface LoadedPlan extends Plan {
  /** Undefined for a segment that computes nothing. */
  readonly sessions: readonly (Session | undefined)[];
  /** Frees the compiled functions of host operations. */
  readonly prepared: ReadonlyMap<HostStep, PreparedOperation>;
}

export interface OnnxOptions extends CompileOptions {
  /** False: convolutions with variable filters use the standard ONNX operator. Default true. */
  readonly blockedConvolutions?: boolean;
}

const sessionOptions = ({ provider = 'cpu', threads = 1 }: CompileOptions): InferenceSession.SessionOptions => ({
  executionProviders: [provider],
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  graphOptimizationLevel: 'all',
  // Idle threads sleep. Spinning would be 8 % faster on an idle machine and several times slower on a busy one.
  extra: { session: { intra_op: { allow_spinning: '0' } } },
});

/** @throws Error in one line if the provider is not available here */
async function createSession(
  graph: OnnxGraph,
  options: CompileOptions,
  more: InferenceSession.SessionOptions,
): Promise<Session> {
  try {
    const model = encodeModel({ ...graph, nodes: inExecutionOrder(graph.nodes) });
    return await runtimeFor(options).createSession(model, { ...sessionOptions(options), ...more });
  } catch (cause) {
    throw withoutProvider(cause as Error, options);
  }
}

/** @param more options of the session of each segment */
export async function loadPlan(
  plan: Plan,
  options: CompileOptions,
  more: (segment: OnnxGraph) => InferenceSession.SessionOptions = () => ({}),
): Promise<LoadedPlan> {
  const create = async (segment: OnnxGraph) =>
    segment.outputs.length > 0 ? createSession(segment, options, more(segment)) : undefined;
  const sessions = await Promise.all(plan.segments.map(create));
  const prepared = new Map<HostStep, PreparedOperation>();
  for (const step of plan.hosts.flat()) {
    if (step.operation.prepare) prepared.set(step, await step.operation.prepare(options));
  }
  return { ...plan, sessions, prepared };
}

const remedies = {
  wasm: 'reinstall sap-atari',
  webgpu: 'install the driver of a GPU',
  cuda: `install CUDA 12 and its provider: ONNXRUNTIME_NODE_INSTALL=cuda12 npm install onnxruntime-node@${runtimeVersion}`,
};

/** Returns an error that names the unavailable provider and the one that works everywhere. */
function withoutProvider(cause: Error, { provider = 'cpu' }: CompileOptions): Error {
  if (provider === 'cpu') return cause;
  const reason = cause.message
    .trim()
    .split(/[.\n]\s/)
    .at(-1);
  return new Error(
    `provider '${provider}' cannot compute here (${reason}): use the provider cpu, or ${remedies[provider]}`,
    {
      cause,
    },
  );
}

export const releasePlan = ({ sessions, prepared }: LoadedPlan) =>
  Promise.all([
    ...sessions.map((session) => session?.release()),
    ...[...prepared.values()].map((operation) => operation.dispose()),
  ]);

/** Returns a tensor over `values` without a copy. */
export function wrap(values: Values, { dtype, shape }: Pick<OnnxPort, 'dtype' | 'shape'>): Tensor {
  return new Tensor(dtype as 'float32', values as Float32Array, [...shape]);
}

/** Caches the tensor of each array. The tensor of an array that is garbage collected is dropped. */
export function wrapOnce(port: Pick<OnnxPort, 'dtype' | 'shape'>): (values: Values) => Tensor {
  const known = new WeakMap<Values, Tensor>();
  return (values) => {
    const tensor = known.get(values) ?? wrap(values, port);
    known.set(values, tensor);
    return tensor;
  };
}

/** Runs the host operations between two segments. */
export async function runHosts(plan: LoadedPlan, level: number, tensors: ReadonlyMap<string, Tensor>): Promise<void> {
  for (const step of plan.hosts[level]!) {
    const [operands, made] = [step.inputs, step.outputs].map((ports) =>
      ports.map((port) => (ArrayBuffer.isView(port) ? port : (tensors.get(port.name)!.data as Values))),
    ) as [Values[], Values[]];
    const prepared = plan.prepared.get(step);
    if (prepared) await prepared.run(operands, made, step.shapes);
    else step.operation.run(operands, made, step.shapes);
  }
}

/** Returns a tensor over a new array. */
export function allocateTensor(port: OnnxPort): Tensor {
  const size = sizeOf(port.shape);
  const values =
    port.dtype === 'bool' ? new Uint8Array(size) : allocate({ shape: port.shape, dtype: port.dtype as DataType });
  return wrap(values, port);
}

/** Allocates buffers for the values that pass between segments, by name. */
function passedBuffers({ segments, hosts, outputs }: Plan): Map<string, Tensor> {
  const results = new Set(outputs.map(({ name }) => name));
  const ports = [...segments.flatMap((segment) => segment.outputs), ...hosts.flat().flatMap((host) => host.outputs)];
  return new Map(ports.filter(({ name }) => !results.has(name)).map((port) => [port.name, allocateTensor(port)]));
}

export const pick = (tensors: ReadonlyMap<string, Tensor>, ports: readonly OnnxPort[]) =>
  Object.fromEntries(ports.map(({ name }) => [name, tensors.get(name)!]));

/** Creates a runner of a traced function. @param graph is kept, so `refreeze` does not need to trace again */
export async function createOnnxRunner(
  graph: Graph,
  specs: readonly TensorSpec[],
  options: OnnxOptions,
): Promise<Runner> {
  const { provider = 'cpu', blockedConvolutions = provider === 'cpu' } = options;
  const blockSize = blockedConvolutions ? await convolutionBlockSize() : undefined;
  const lower = () => loadPlan(planSegments(graph, { frozen: specs.map(({ frozen }) => frozen), blockSize }), options);
  let plan = await lower();
  let buffers = passedBuffers(plan);
  const outputs = graph.outputs.map(({ shape, dtype }) => ({ shape, dtype: dtype as DataType }));
  const passed = specs.flatMap((spec, index) => (spec.frozen ? [] : [{ spec, index }]));
  const wrapInput = passed.map(({ spec: { shape, dtype = 'float32', storage } }) =>
    wrapOnce({ shape, dtype: storage ?? dtype }),
  );
  const wrapOutput = outputs.map(wrapOnce);
  const inputSpecs = passed.map(({ spec }) => spec);

  async function execute(inputs: readonly Values[], results: readonly Values[]): Promise<void> {
    const tensors = new Map(buffers);
    for (const [position, { index }] of passed.entries()) {
      tensors.set(inputName(index), wrapInput[position]!(inputs[position]!));
    }
    const copies: [number, Tensor][] = [];
    for (const [index, { name }] of plan.outputs.entries()) {
      const taken = tensors.get(name);
      if (taken) copies.push([index, taken]);
      else tensors.set(name, wrapOutput[index]!(results[index]!));
    }
    for (const [level, segment] of plan.segments.entries()) {
      await plan.sessions[level]?.run(pick(tensors, segment.inputs), pick(tensors, segment.outputs));
      await runHosts(plan, level, tensors);
    }
    for (const [index, { data }] of copies) results[index]!.set(data as Values);
  }

  /** All runs share the buffers, so a run starts after the previous one has ended. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(action: () => Promise<T>): Promise<T> => {
    const result = last.then(action);
    last = result.catch(() => undefined);
    return result;
  };

  return {
    outputs,
    run(inputs, given = []) {
      checkInputs(inputSpecs, inputs);
      checkOutputs(outputs, given);
      const results = outputs.map((output, index) => given[index] ?? allocate(output));
      return inTurn(async () => {
        await execute(inputs, results);
        return results;
      });
    },
    refreeze: () =>
      inTurn(async () => {
        const old = plan;
        plan = await lower();
        buffers = passedBuffers(plan);
        await releasePlan(old);
      }),
    dispose: () =>
      inTurn(async () => {
        await releasePlan(plan);
      }),
  };
}
