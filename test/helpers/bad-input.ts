/** Tests of command lines that are refused: one line, an exit code, and nothing on stdout. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CliHost, startCliHost } from './cli-host.js';

export interface BadInput {
  readonly name: string;
  readonly args: () => readonly string[];
  readonly environment?: () => Record<string, string>;
  readonly status: 1 | 2;
  readonly says: readonly string[];
}

/** Declares one test for each input. @param folder the current folder of the commands */
export function refusesEach(
  inputs: readonly BadInput[],
  { folder, environment }: { readonly folder: string; readonly environment: Readonly<Record<string, string>> },
): void {
  let host: CliHost;
  beforeAll(() => {
    host = startCliHost(folder, environment);
  });
  afterAll(() => host.end());

  it.each(inputs)('$name', async ({ args, environment: more, status, says }) => {
    const result = await host.run(args(), more?.());
    expect(result).toMatchObject({ status, stdout: '' });
    for (const part of says) expect(result.stderr).toContain(part);
    expect(result.stderr).not.toMatch(/\n\s+at /);
    expect(result.stderr.split('\n').filter((line) => line !== '').length).toBe(1);
  });
}
