// Packs the packages and checks with attw and publint that their types and their package.json are right for modules and bundlers.
// Needs a build: what is packed is what lies in dist.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nestedNpmEnvironment } from './nested-npm.mjs';

const folder = mkdtempSync(join(tmpdir(), 'sap-atari-packages-'));
let failed = false;

/** Runs a command and prints its output when it fails. */
function run(command, ...args) {
  const options = { encoding: 'utf8', shell: process.platform === 'win32', env: nestedNpmEnvironment() };
  const { status, stdout, stderr } = spawnSync(command, args, options);
  if (status === 0) return;
  failed = true;
  console.error(`${[command, ...args].join(' ')} failed:\n${stdout}${stderr}`);
}

try {
  const pack = ['pack', '--ignore-scripts', '--pack-destination', folder];
  run('npm', ...pack);
  run('npm', ...pack, '--workspace', 'ale-js', '--workspace', 'sap-atari-zoo');
  for (const tarball of readdirSync(folder).map((name) => join(folder, name))) {
    if (!tarball.includes('zoo')) run('npx', 'attw', tarball, '--profile', 'esm-only'); // the zoo has no code
    run('npx', 'publint', 'run', tarball, '--strict');
  }
} finally {
  rmSync(folder, { recursive: true });
}
if (!failed) console.log('Packages: types and package.json are right for modules and bundlers');
process.exitCode = failed ? 1 : 0;
