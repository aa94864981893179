/**
 * Runs functions with residents in ONNX Runtime. With WebGPU, residents are buffers of the device; with the other providers, ONNX
 * Runtime accepts only host memory.
 */

import type { Graph } from '../graph/graph.js';
import { allocate } from '../host-call.js';
import { inputName } from '../lower/lowering.js';
import { type CompileOptions, type DataType, isPassed, type Runner, type Signature } from '../signature.js';
import { checkInputs, checkOutputs } from '../signature-check.js';
import { convolutionBlockSize } from './block-size.js';
import { planSegments } from './plan.js';
import type { Tensor } from './runtime.js';
import { allocateTensor, loadPlan, pick, releasePlan, runHosts, wrap, wrapOnce } from './session.js';

/** @throws TypeError if the function has frozen inputs, which are not needed with residents */
export async function createResidentRunner(
  graph: Graph,
  { inputs: specs, results: renewed = [] }: Signature,
  options: CompileOptions,
): Promise<Runner> {
  const { provider = 'cpu' } = options;
  const blockSize = provider === 'cpu' ? await convolutionBlockSize() : undefined;
  const plan = planSegments(graph, { frozen: specs.map(({ frozen }) => frozen), blockSize });
  if (specs.some(({ frozen }) => frozen)) {
    throw new TypeError('expected a function without frozen inputs, since it has residents');
  }
  // Values that host operations read or write, and results that are returned, are in host memory.
  const kept = new Set(plan.outputs.flatMap(({ name }, index) => (renewed[index] ? [name] : [])));
  const location = (name: string) => (kept.has(name) && provider === 'webgpu' ? 'gpu-buffer' : 'cpu');
  const loaded = await loadPlan(plan, options, ({ outputs: ports }) => ({
    preferredOutputLocation: Object.fromEntries(ports.map(({ name }) => [name, location(name)])),
  }));

  const passed = specs.filter(isPassed);
  const wraps = specs.map(({ shape, dtype = 'float32', storage }) => wrapOnce({ shape, dtype: storage ?? dtype }));
  const outputs = graph.outputs
    .filter((_, index) => !renewed[index])
    .map(({ shape, dtype }) => ({ shape, dtype: dtype as DataType }));

  return {
    outputs,
    async run(inputs, given = []) {
      checkInputs(passed, inputs);
      checkOutputs(outputs, given);
      const remaining = inputs.values();
      const values = specs.map(
        ({ shape, resident }, index) =>
          resident?.tensor((floats) => held(wrap(floats, { dtype: 'float32', shape }))) ??
          wraps[index]!(remaining.next().value!),
      );
      const tensors = new Map(values.map((tensor, index) => [inputName(index), tensor]));
      for (const [level, { inputs: ports }] of loaded.segments.entries()) {
        const found = await loaded.sessions[level]?.run(pick(tensors, ports));
        for (const [name, tensor] of Object.entries(found ?? {})) tensors.set(name, tensor as Tensor);
        for (const port of loaded.hosts[level]!.flatMap((step) => step.outputs)) {
          tensors.set(port.name, allocateTensor(port));
        }
        await runHosts(loaded, level, tensors);
      }
      const returned = plan.outputs.flatMap(({ name }, index) => {
        const tensor = tensors.get(name)!;
        if (!renewed[index]) return [tensor];
        renewed[index].renew(tensor, held(tensor).free);
        return [];
      });
      return returned.map(({ data }, index) => {
        const array = given[index] ?? allocate(outputs[index]!);
        array.set(data as Float32Array);
        return array;
      });
    },
    refreeze: async () => {},
    async dispose() {
      await releasePlan(loaded);
    },
  };
}

const held = (tensor: Tensor) => ({ tensor, free: () => tensor.dispose() });
