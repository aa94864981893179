/** A script of the zoo as a command: errors are one line, with exit code 2 after wrong usage and 1 after a failure. */
import { UsageError } from '../../src/common/errors.js';

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

/** The value of an option as a number. @throws UsageError for anything but a number of at least `least` */
export function numberOf(option: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= least) return value;
  throw new UsageError(`${option}: expected a number of at least ${least}, got "${text}"`);
}
