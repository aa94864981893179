/** The README's programs run as they are, and print what the README says. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');
/** Each program with the block of output that follows it. */
const programs = [...readme.matchAll(/```(?:js|ts)\n(.*?)```(?:\s+```text\n(.*?)```)?/gs)].map(
  ([, source, output], i) => ({ name: `program ${i + 1}`, source: source!, output }),
);

test('the README has at most 150 lines, and programs', () => {
  expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(150);
  expect(programs.length).toBeGreaterThanOrEqual(3);
});

test.each(programs)('$name runs and prints what follows it', ({ source, output }) => {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', source], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ stdout, stderr }).toEqual({ stdout: output, stderr: '' });
});

test('the README names the size of the core', () => {
  const kilobytes = Math.round(readFileSync(new URL('dist/ale.wasm', root)).length / 1000);
  expect(readme).toContain(`${kilobytes} kB`);
});
