/** Determines the block size of ONNX Runtime's blocked convolutions, which depends on the processor. */
import { encodeModel } from './onnx-model.js';
import { runtimeFor, Tensor } from './runtime.js';

const channels = 32;
let known: Promise<number | undefined> | undefined;

/** Returns 16 with AVX-512 and 8 with AVX2; undefined without blocked kernels. */
export const convolutionBlockSize = (): Promise<number | undefined> => (known ??= probe());

/** Two pixels of 32 numbered channels in blocked order: the first channel of the second pixel follows the first block. */
async function probe(): Promise<number | undefined> {
  const port = { dtype: 'float32', shape: [1, channels, 1, 2] } as const;
  const model = encodeModel({
    nodes: [{ operator: 'ReorderInput', domain: 'com.microsoft.nchwc', inputs: ['x'], outputs: ['y'], attributes: {} }],
    inputs: [{ ...port, name: 'x' }],
    outputs: [{ ...port, name: 'y' }],
    initializers: [],
  });
  try {
    const session = await runtimeFor({}).createSession(model, { logSeverityLevel: 4 });
    const numbered = Float32Array.from({ length: 2 * channels }, (_, index) => index);
    const { y } = await session.run({ x: new Tensor('float32', numbered, port.shape) });
    await session.release();
    const size = (y!.data as Float32Array).indexOf(1);
    return size > 1 && channels % size === 0 ? size : undefined;
  } catch {
    return undefined;
  }
}
