/** Errors that the command line turns into one line and an exit code. */

/** The user asked for something impossible: exit code 2. The message says what was expected, what came, what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Runs `parse` and turns whatever it throws into a usage error with the same message. */
export function asUsage<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(error instanceof Error ? error.message : String(error));
  }
}
