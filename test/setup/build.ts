import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Brings dist up to date for the slow tests, which run the built program. */
export function setup(): void {
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  execFileSync('npm', ['run', '--silent', 'build'], { cwd, stdio: 'inherit', shell: process.platform === 'win32' });
}
