/** A script as a command: errors are one line, with exit code 2 after wrong usage and 1 after a failure. */
import { UsageError } from '../../src/common/errors.js';
import { describeLimit, isWithin, type Limit, parseNumber } from '../../src/common/limits.js';

export async function runCommand(name: string, main: () => Promise<number | undefined>): Promise<void> {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    const isUsage = error instanceof UsageError || code?.startsWith('ERR_PARSE_ARGS');
    console.error(`${name}: ${message}`);
    process.exitCode = isUsage ? 2 : 1;
  }
}

/** The value of an option as a number. @throws UsageError for anything but a number within the limit */
export function numberOf(option: string, text: string, limit: Limit): number {
  const value = parseNumber(text);
  if (isWithin(limit, value)) return value;
  throw new UsageError(`${option}: expected ${describeLimit(limit)}, got "${text}"`);
}
