/**
 * Runs one part of the cross-check through the library, for Python to compare: node crosscheck/ours.mjs PART SETTINGS FOLDER.
 * Writes arrays (.npy) and `ours.json`, which lists them, into FOLDER.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { saveArray } from './ours/arrays.mjs';
import { attacks } from './ours/attacks.mjs';
import { defenses, independence } from './ours/defenses.mjs';
import { gradients } from './ours/gradients.mjs';
import { networks } from './ours/networks.mjs';
import { sapAttacks } from './ours/sap-attacks.mjs';

const parts = { networks, attacks, defenses, independence, gradients, 'sap-attacks': sapAttacks };
const [part, size, folder] = process.argv.slice(2);
const settings = JSON.parse(readFileSync(new URL('settings.json', import.meta.url), 'utf8'))[size];
const run = parts[part];
if (!run || !settings || !folder) {
  console.error(`expected one of ${Object.keys(parts).join(', ')}; full or quick; and a folder`);
  process.exit(2);
}
mkdirSync(folder, { recursive: true });

/** Saves named arrays of one case. @param arrays entries of [values, shape] */
const save = (id, arrays) => {
  for (const [name, [values, shape]] of Object.entries(arrays))
    saveArray(join(folder, id, `${name}.npy`), values, shape);
  return id;
};
const cases = await run({ settings, save, work: dirname(folder), say: (line) => console.error(`ours: ${line}`) });
writeFileSync(join(folder, 'ours.json'), `${JSON.stringify({ part, size, settings, cases }, null, 1)}\n`);
