/** Errors that the command line turns into one line and an exit code. */

/** The user asked for something impossible: exit code 2. The message says what was expected, what came, what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Errors that JavaScript and WebAssembly themselves throw. */
const internalNames = new Set([
  'TypeError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'RuntimeError',
  'EvalError',
]);

/** Whether an error comes from a fault of ours: the language threw it, and it does not say what was expected. */
export const isInternal = (error: unknown): error is Error =>
  error instanceof Error && internalNames.has(error.name) && !error.message.includes('expected');

/** Runs `parse` and turns whatever it throws, but for internal errors, into a usage error with the same message. */
export function asUsage<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof UsageError || isInternal(error)) throw error;
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
