/** Errors that name the TensorFlow.js operation whose kernel has no lowering. */

/** Functions of TensorFlow.js on the stack between an operation and the kernel registry. */
const missingKernel = /Kernel '(\w+)' not registered/;
/** TensorFlow.js implements operations in functions with names like `conv2d_`. */
const operationFrame = /^\s+at (?:\w+\.)?(\w+?)_(?:_op)? /;
const gradientFrame = /backpropagateGradients|gradFunc/;

/** Returns the error to throw for an error that was caught while tracing. */
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
