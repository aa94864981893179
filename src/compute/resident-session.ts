/**
 * Runs functions with residents by onnxruntime-node. On WebGPU their tensors are the device's own buffers; for its other
 * providers onnxruntime-node can hand over host memory only.
 */
import type { Tensor } from 'onnxruntime-node';
import { convolutionBlockSize } from './block-size.js';
import type { Graph } from './graph.js';
import { allocate } from './host-call.js';
import { inputName } from './lower/lowering.js';
import { planSegments } from './plan.js';
import { createSession, wrap, wrapOnce } from './session.js';
import { type CompileOptions, type DataType, isPassed, type Runner, type Signature } from './signature.js';
import { checkInputs, checkOutputs } from './signature-check.js';

/** @throws TypeError when the function has frozen inputs or host operations: neither is needed beside residents */
export async function createResidentRunner(
  graph: Graph,
  { inputs: specs, results: renewed = [] }: Signature,
  options: CompileOptions,
): Promise<Runner> {
  const { provider = 'cpu' } = options;
  const blockSize = provider === 'cpu' ? await convolutionBlockSize() : undefined;
  const plan = planSegments(graph, { frozen: specs.map(({ frozen }) => frozen), blockSize });
  const [segment, ...others] = plan.segments;
  if (specs.some(({ frozen }) => frozen) || others.length > 0) {
    throw new TypeError('expected a function without frozen inputs and host operations, since it has residents');
  }
  const location = (index: number) => (renewed[index] && provider === 'webgpu' ? 'gpu-buffer' : 'cpu');
  const session = await createSession(segment!, options, {
    preferredOutputLocation: Object.fromEntries(plan.outputs.map(({ name }, index) => [name, location(index)])),
  });

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
      const tensors = specs.map(
        ({ shape, resident }, index) =>
          resident?.tensor((values) => held(wrap(values, { dtype: 'float32', shape }))) ??
          wraps[index]!(remaining.next().value!),
      );
      const names = new Set(segment!.inputs.map(({ name }) => name));
      const feeds = tensors.map((tensor, index) => [inputName(index), tensor] as const);
      const found = await session.run(Object.fromEntries(feeds.filter(([name]) => names.has(name))));
      const returned = plan.outputs.flatMap(({ name }, index) => {
        const tensor = found[name]!;
        if (!renewed[index]) return [tensor];
        renewed[index].renew(tensor, held(tensor).free);
        return [];
      });
      return returned.map(({ data }, index) => {
        const values = given[index] ?? allocate(outputs[index]!);
        values.set(data as Float32Array);
        return values;
      });
    },
    refreeze: async () => {},
    dispose: () => session.release(),
  };
}

const held = (tensor: Tensor) => ({ tensor, free: () => tensor.dispose() });
