// Runs a tool of tools/package.json: those that need a TypeScript older than the project's, and VitePress. Installs them when they
// are missing or the lock file has changed.
//
//     node scripts/tool.mjs depcruise --version
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nestedNpmEnvironment } from './nested-npm.mjs';

const folder = fileURLToPath(new URL('../tools', import.meta.url));
const installed = join(folder, 'node_modules', '.package-lock.json');
const [name, ...args] = process.argv.slice(2);
const shell = process.platform === 'win32';

const time = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

if (time(installed) < time(join(folder, 'package-lock.json'))) {
  const { status } = spawnSync('npm', ['ci', '--silent'], {
    cwd: folder,
    stdio: 'inherit',
    shell,
    env: nestedNpmEnvironment(),
  });
  if (status !== 0) {
    console.error(`npm ci in tools failed with status ${status}: see the lines above`);
    process.exit(1);
  }
}
process.exit(spawnSync(join(folder, 'node_modules', '.bin', name), args, { stdio: 'inherit', shell }).status ?? 1);
