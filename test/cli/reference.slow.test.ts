import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { cliReference } from '../../scripts/cli-reference.mjs';
import { createProgram } from '../../src/cli/program.js';

it('docs/cli.md lists every command and option as they are; npm run docs:cli writes it anew', async () => {
  const text = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
  expect(cliReference(await createProgram())).toBe(text);
});
