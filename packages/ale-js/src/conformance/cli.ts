/** `npm run conformance`: replays every recording in a folder. The last line of output is `N passed, M failed`. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createALEModule } from '../platform/module.js';
import { compileCore, instantiateCore } from '../platform/wasm.js';
import { conformanceCases } from './suite.js';

const usage = `Usage: npm run conformance -- [--dir DIR] [--only REGEX]
  --dir DIR     folder with recordings; default: those of this package
  --only REGEX  run only the cases whose name matches`;

const { values: options } = parseArgs({
  options: { dir: { type: 'string' }, only: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
});
if (options.help) {
  console.log(usage);
  process.exit(0);
}

// npm runs scripts in the package's folder; paths on the command line are relative to the user's folder.
const here = process.env.INIT_CWD ?? process.cwd();
const ownRecordings = fileURLToPath(new URL('../../data/conformance', import.meta.url));
const folder = options.dir === undefined ? ownRecordings : resolve(here, options.dir);
if (!existsSync(folder)) {
  console.error(`no folder ${folder}: expected one with recordings; give it with --dir DIR`);
  process.exit(2);
}
const only = new RegExp(options.only ?? '');

const wasm = await compileCore(readFileSync(new URL('../../dist/ale.wasm', import.meta.url)));
const module = await createALEModule({ wasm, printErr: () => {} });
let passed = 0;
let failed = 0;
for (const { name, run } of conformanceCases(folder, { module, instantiate: () => instantiateCore(wasm) })) {
  if (!only.test(name)) continue;
  const mismatch = attempt(run);
  if (mismatch === undefined) passed++;
  else {
    failed++;
    console.log(`FAILED ${name}: ${mismatch}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);

/** Runs a case. An exception is a mismatch, too. */
function attempt(run: () => string | undefined): string | undefined {
  try {
    return run();
  } catch (error) {
    return `threw ${error instanceof Error ? error.message : String(error)}`;
  }
}
