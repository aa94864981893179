// `npm test`: installs what is missing, runs the suite (which builds what is out of date: vitest.config.ts), and closes with
// `N passed, M failed`.
// Extra arguments go to vitest.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const run = (command, args) =>
  spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' }).status ?? 1;
const must = (command, args) => {
  const status = run(command, args);
  if (status !== 0) process.exit(status);
};

if (!existsSync('node_modules/vitest')) must('npm', ['ci', '--ignore-scripts']);

const folder = mkdtempSync(join(tmpdir(), 'sap-atari-test-'));
const report = join(folder, 'report.json');
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
const status = run('npx', ['vitest', 'run', ...reporters, ...process.argv.slice(2)]);
if (existsSync(report)) {
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
  console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
}
rmSync(folder, { recursive: true });
process.exit(status);
