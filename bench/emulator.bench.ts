/** How many frames per second does one console run on one core, its gray 210 × 160 screen read each frame? */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { createALEModule, type Game } from 'ale-js/node';
import { createRandom } from '../src/common/random.js';
import { benchFlags } from './flags.js';
import { median, record } from './harness.js';
import * as peer6502 from './peers/6502ts.js';

const { repeats, milliseconds: sliceMs, smoke } = benchFlags({ repeats: [5, 1], milliseconds: [400, 10] });
const data = new URL('../packages/ale-js/data/conformance/core/', import.meta.url);
const trace = (name: string) =>
  Buffer.from(JSON.parse(gunzipSync(readFileSync(new URL(`traces/${name}.json.gz`, data))).toString()).rom, 'base64');
const catchRom = readFileSync(new URL('../roms/homebrew/catch.bin', import.meta.url));
const names = smoke
  ? []
  : [...Array.from({ length: 14 }, (_, i) => `games-${String(i).padStart(2, '0')}`), 'mixed-00', 'objects-00'];
const roms = new Map<string, Uint8Array>([['catch', catchRom], ...names.map((name) => [name, trace(name)] as const)]);

/** Neutral rules: all actions legal, never over. */
const neutral = (template: Game): Game => ({
  ...template,
  id: 'bench',
  name: 'Bench',
  md5: [],
  minimalActions: [...template.minimalActions],
  rules: { reset: { reward: 0 }, init: {}, step: [], reward: 0, terminal: 0, lives: 0, unsaved: [] } as Game['rules'],
});

const { games } = await createALEModule();
const { ALEInterface } = await createALEModule({
  games: [neutral(games.find(({ id }) => id === 'assault')!)],
  printErr: () => {},
});

function ours(rom: Uint8Array): (milliseconds: number) => number {
  const ale = new ALEInterface();
  ale.setFloat('repeat_action_probability', 0);
  ale.setInt('random_seed', 1);
  ale.loadROMBytes(rom, 'bench.bin');
  const rng = createRandom(1);
  return (milliseconds) => {
    const begin = performance.now();
    let frames = 0;
    let shade = 0;
    while (performance.now() - begin < milliseconds) {
      for (let i = 0; i < 20; i++) {
        ale.act(rng.integer(18));
        shade ^= ale.screenGrayscale[i]!;
      }
      frames += 20;
    }
    return shade < 0 ? 0 : (frames / (performance.now() - begin)) * 1000;
  };
}

const hasPeer = !smoke && peer6502.available();
if (!hasPeer && !smoke) console.log('peer 6502.ts is missing; to compare: npm install --no-save 6502.ts');
const figures: Record<string, number> = {};
let logRatio = 0;
let counted = 0;
for (const [name, rom] of roms) {
  const run = ours(rom);
  const runPeer = hasPeer ? await peer6502.peer(rom) : undefined;
  run(sliceMs);
  runPeer?.(sliceMs);
  const own: number[] = [];
  const other: number[] = [];
  for (let i = 0; i < repeats; i++) {
    own.push(run(sliceMs));
    if (runPeer) other.push(runPeer(sliceMs));
  }
  figures[`${name}, frames/s`] = median(own);
  if (runPeer) {
    const ratio = median(own) / median(other);
    figures[`${name}, × 6502.ts`] = ratio;
    logRatio += Math.log(ratio);
    counted++;
  }
}
if (counted > 0) figures['geometric mean, × 6502.ts'] = Math.exp(logRatio / counted);
record('emulator', figures);
