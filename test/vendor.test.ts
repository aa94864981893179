/** ONNX Runtime's files come into vendor/ once, from npm's registry; without it a build says so in a line. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from './helpers/temporary-folder.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs the script in a copy of its project, where no registry can be reached. */
function withoutRegistry(prepare: (project: string) => void) {
  const project = temporaryFolder();
  mkdirSync(join(project, 'scripts'));
  for (const file of ['package.json', 'scripts/onnxruntime.mjs', 'scripts/nested-npm.mjs'])
    cpSync(join(root, file), join(project, file));
  prepare(project);
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(project, 'scripts/onnxruntime.mjs')], {
    encoding: 'utf8',
    env: {
      ...process.env,
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_cache: join(project, 'cache'),
      npm_config_fetch_retries: '0',
    },
  });
  return { status, stdout, stderr, vendor: join(project, 'vendor') };
}

it('what is there already is not fetched again', () => {
  const { status, stdout, stderr } = withoutRegistry((project) =>
    symlinkSync(join(root, 'vendor'), join(project, 'vendor'), 'junction'),
  );
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});

it('what cannot be fetched is one line, and leaves nothing behind', () => {
  const { status, stderr, vendor } = withoutRegistry(() => {});
  expect(status).toBe(1);
  expect(stderr).toMatch(/^npm pack onnxruntime-node@\S+ .* failed: .*; the build needs this package once, .*\n$/);
  expect(readdirSync(vendor)).toEqual([]);
});
