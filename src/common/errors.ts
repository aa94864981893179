/** Errors that the command line prints in one line, with an exit code. */

/** An invalid request of the user, with exit code 2. The message says what was expected, what was given and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Names of errors that JavaScript and WebAssembly throw by themselves. */
const internalNames = new Set([
  'TypeError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'RuntimeError',
  'EvalError',
]);

/** Whether an error is a bug of this program: the language threw it, and the message does not say what was expected. */
export const isInternal = (error: unknown): error is Error =>
  error instanceof Error && internalNames.has(error.name) && !error.message.includes('expected');

/**
 * Checks that an options object has every key, for library functions that plain JavaScript calls too.
 * @param what name of the function, for the message
 * @throws UsageError that names the first missing key
 */
export function expectKeys(what: string, options: unknown, keys: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
    throw new UsageError(`${what}: expected an object with ${keys.join(', ')}, got ${String(options)}`);
  }
  const missing = keys.find((key) => (options as Readonly<Record<string, unknown>>)[key] === undefined);
  if (missing === undefined) return;
  const got = Object.keys(options).join(', ') || 'none';
  throw new UsageError(`${what}: expected the key '${missing}' (keys needed: ${keys.join(', ')}), got keys ${got}`);
}

/** Runs `parse` and converts its errors, except internal ones, to usage errors with the same message. */
export function asUsage<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof UsageError || isInternal(error)) throw error;
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * Runs code of the user's own, such as a plugin's.
 * @param what whose code it is, for the message
 * @throws UsageError for whatever it throws
 */
export function ownCode<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
