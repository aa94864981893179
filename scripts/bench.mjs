// `npm run bench -- [name…] [--flag…]`: runs bench/*.bench.ts one after the other (all, or those whose name contains a
// name given); what begins at the first flag is passed on to them. `--help` lists the benches and their flags; `--smoke`
// runs each in seconds, to see that it works.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const given = process.argv.slice(2);
const firstFlag = given.findIndex((argument) => argument.startsWith('-'));
const wanted = firstFlag < 0 ? given : given.slice(0, firstFlag);
const flags = firstFlag < 0 ? [] : given.slice(firstFlag);
const every = readdirSync('bench')
  .filter((file) => file.endsWith('.bench.ts'))
  .sort();
const unknown = wanted.find((name) => !every.some((file) => file.includes(name)));
if (unknown !== undefined) {
  const names = every.map((file) => file.replace('.bench.ts', ''));
  console.error(`bench: expected names of ${names.join(', ')}, or parts of them, got "${unknown}"`);
  process.exit(2);
}
const benches = every.filter((file) => wanted.length === 0 || wanted.some((name) => file.includes(name)));
const run = (file, args, stdio) =>
  spawnSync(process.execPath, ['--import', 'tsx', `bench/${file}`, ...args], { stdio, encoding: 'utf8' });

if (flags.includes('--help') || flags.includes('-h')) {
  console.log('npm run bench -- [name…] [--flag…]\n');
  for (const file of benches) {
    console.log(`${file.replace('.bench.ts', '')}: ${questionOf(readFileSync(`bench/${file}`, 'utf8'))}`);
    console.log(run(file, ['--help']).stdout);
  }
  process.exit();
}
// Flags that one of them does not take are refused before any of them is run.
if (flags.length > 0) {
  for (const file of benches) {
    const { status, stderr } = run(file, [...flags, '--help'], 'pipe');
    if (status !== 0) {
      process.stderr.write(stderr);
      process.exit(2);
    }
  }
}
for (const file of benches) {
  console.log(`\n# ${file}`);
  if (run(file, flags, 'inherit').status !== 0) process.exitCode = 1;
}

/** The first paragraph of the comment that a bench begins with, as one line. */
function questionOf(source) {
  const comment = source.slice('/**'.length, source.indexOf('*/'));
  return comment
    .split(/\n \*\n/)[0]
    .replace(/\s*\n \*/g, '')
    .trim();
}
