/** `npm run conformance:native`: plays all games here and in native ALE, and compares. The last line of output is `N equal, M different`. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { aleGames } from '../../games/game-table.js';
import { createALEModule } from '../../platform/module.js';
import { compileCore } from '../../platform/wasm.js';
import { findAlePyRoms } from '../../roms/ale-py.js';
import { findRom } from '../../roms/roms.js';
import { allScenarios, recordedScenarios } from '../../traces/scenario.js';
import { firstDifference, playTrace } from '../../traces/trace.js';
import { findNativePlayer } from './native-player.js';
import { type Compared, writeRecordings, writeReport } from './written.js';

const usage = `Usage: npm run conformance:native -- [--all] [--only REGEX] [--block STEPS] [--write]
  --all          all scenarios: every mode at every difficulty, sticky actions, saved states, pictures, long episodes
                 (default: two scenarios of each game)
  --only REGEX   only scenarios whose "game: name" matches
  --block STEPS  compare so many steps at once (default: 100); 1 finds the step of a difference
  --write        write native ALE's traces to src/data/recordings.ts, and what was compared to docs/accuracy.md`;

const { values: options } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    block: { type: 'string' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' },
  },
});
if (options.help) {
  console.log(usage);
  process.exit(0);
}
if (options.write && (options.only || options.block)) {
  console.error('--write needs all games in blocks of 100 steps: expected no --only and no --block');
  process.exit(2);
}

const native = findNativePlayer();
const folder = findAlePyRoms();
if (!native || folder === undefined) {
  console.log('NOT RUN: no ale-py was found (asked PYTHON, python3 and python); run `pip install ale-py`');
  process.exit(0);
}

const only = new RegExp(options.only);
const block = Number(options.block ?? 100);
const plan = aleGames.flatMap((game) => {
  const { bytes, path } = findRom(game, { folders: [folder] });
  return (options.all ? allScenarios : recordedScenarios)(game)
    .filter(({ name }) => only.test(`${game.id}: ${name}`))
    .map((scenario) => ({ scenario: { ...scenario, block }, rom: path, bytes }));
});

const module = await createALEModule({
  wasm: await compileCore(readFileSync(new URL('../../../dist/ale.wasm', import.meta.url))),
  printErr: () => {},
});
console.log(`ale-py ${native.version}: ${plan.length} scenarios`);
const compared: Compared[] = [];
const traces = native.traces(plan);
for (const { scenario, bytes } of plan) {
  const trace = (await traces.next()).value!;
  const difference = firstDifference(trace, playTrace(module, bytes, scenario));
  compared.push({ scenario, trace, isEqual: !difference });
  if (compared.length % 100 === 0) console.log(`${compared.length} of ${plan.length}`);
  if (difference) {
    const first = difference.block * block + 1;
    const steps = `${first}–${first + block - 1}`;
    console.log(`DIFFERENT ${scenario.game}: ${scenario.name}: ${difference.parts.join(', ')} from steps ${steps}`);
  }
}
if (options.write) {
  writeRecordings(compared, native.version);
  writeReport(compared, native.version);
}
const different = compared.filter(({ isEqual }) => !isEqual).length;
console.log(`${compared.length - different} equal, ${different} different`);
process.exit(different > 0 || compared.length === 0 ? 1 : 0);
