import { expect, it } from 'vitest';
import { openCli } from '../../helpers/cli.js';

const { interrupted } = openCli();

it('prints an address that takes the token as a further parameter', async () => {
  const { output } = await interrupted(['view', '--token', 'correct-horse-battery'], /given\)\n/);
  expect(output).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/live\/\?agent=catch&token=… \(as given\)\n$/);
});
