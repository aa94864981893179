import { expect } from 'vitest';
import { UsageError } from '../../src/common/errors.js';

/** The promise's error, which must be for the user and one line long. */
export async function refusal(opening: Promise<unknown>): Promise<string> {
  const error = await opening.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UsageError);
  expect((error as Error).message).not.toContain('\n');
  return (error as Error).message;
}
