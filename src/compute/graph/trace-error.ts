/** Says which TensorFlow.js operation asked for a kernel that has no lowering. */

/** Functions of TensorFlow.js between an operation and the kernel registry. */
const missingKernel = /Kernel '(\w+)' not registered/;
/** Operations are implemented by functions named like `conv2d_`. */
const operationFrame = /^\s+at (?:\w+\.)?(\w+?)_(?:_op)? /;
const gradientFrame = /backpropagateGradients|gradFunc/;

/** The error to throw for one that was caught while tracing. */
export function describeTraceError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const kernel = missingKernel.exec(error.message)?.[1];
  if (kernel === undefined) return error;
  const frames = (error.stack ?? '').split('\n').slice(1);
  const operation = frames.map((frame) => operationFrame.exec(frame)?.[1]).find((name) => name !== undefined);
  const within = frames.some((frame) => gradientFrame.test(frame)) ? ' in a gradient' : '';
  const cause = operation === undefined ? '' : ` (used by tf.${operation}${within})`;
  return new Error(
    `kernel '${kernel}'${cause} cannot be compiled: rewrite the function without it, or use engine 'tfjs'`,
  );
}
