// `npm run bench -- [name…] [--flag…]`: runs bench/*.bench.ts one after the other (all, or those whose name contains a
// name given); what begins at the first flag is passed on to them.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const given = process.argv.slice(2);
const firstFlag = given.findIndex((argument) => argument.startsWith('--'));
const wanted = firstFlag < 0 ? given : given.slice(0, firstFlag);
const flags = firstFlag < 0 ? [] : given.slice(firstFlag);
const benches = readdirSync('bench')
  .filter((file) => file.endsWith('.bench.ts'))
  .filter((file) => wanted.length === 0 || wanted.some((name) => file.includes(name)))
  .sort();
if (benches.length === 0) {
  console.error(`expected a part of a file name in bench/, got ${wanted.join(' ')}`);
  process.exit(2);
}
for (const file of benches) {
  console.log(`\n# ${file}`);
  const { status } = spawnSync('npx', ['tsx', `bench/${file}`, ...flags], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exitCode = 1;
}
