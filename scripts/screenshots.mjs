// Plays the homebrew games and writes pictures of them to docs/images. Requires a build: npm run build --workspace ale-js.
import { mkdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { buildMachine, colors } from '../packages/ale-js/dist/console/machine.js';
import { checkGame } from '../packages/ale-js/dist/games/check-game.js';
import { instantiateCore } from '../packages/ale-js/dist/platform/wasm.js';

const here = (path) => new URL(`../${path}`, import.meta.url);
const { games } = JSON.parse(readFileSync(here('roms/homebrew/games.json'), 'utf8'));
const module = new WebAssembly.Module(readFileSync(here('packages/ale-js/dist/ale.wasm')));
const [width, height, systemSeed] = [160, 210, 4753849];
/** Enlargement. On a television, a pixel was nearly twice as wide as high. */
const [scaleX, scaleY] = [4, 3];
const [right, left, fire] = [8, 4, 16];
const switches = { idle: 0x3f, reset: 0x3e };
const maxFrames = 20_000;

/** For each picture: the pressed lines, and whether to take the picture, as functions of RAM (`ram[i]` is at `$80 + i`). */
const scenes = {
  'catch-title': { game: 'catch', title: true, shoot: (ram, frame) => frame > 90 && ram[5] > 96 },
  catch: {
    game: 'catch',
    press: (ram) => {
      const ahead = ram[4] - ram[6] - 8;
      if (ram[0] === 1) return right;
      return ahead > 2 ? right : ahead < -2 ? left : 0;
    },
    shoot: (ram) => ram[1] === 7 && ram[8] === 0 && ram[5] > 76,
  },
  'tenpins-title': { game: 'tenpins', title: true, shoot: (_, frame) => frame > 60 },
  tenpins: {
    game: 'tenpins',
    press: (ram) => (ram[0] !== 1 ? 0 : ram[6] === 79 ? fire : ram[6] < 79 ? right : left),
    // the ball of the second frame is among the pins, in a console frame that draws falling pins
    shoot: (ram) => ram[3] === 2 && ram[4] === 0 && ram[0] === 2 && ram[7] < 64 && ram[12] % 2 === 0,
  },
  'raiders-title': { game: 'raiders', title: true, shoot: (_, frame) => frame > 120 },
  raiders: {
    game: 'raiders',
    press: (_, frame) => fire + (frame % 200 < 100 ? right : left),
    shoot: (ram) => ram[13] <= 11 && ram[8] > 16 && ram[8] < 80 && ram[10] > 12 && ram[10] < 80,
  },
};

function picture({ game, title = false, press = () => 0, shoot }) {
  const core = instantiateCore(module);
  const rom = readFileSync(here(`roms/homebrew/${game}.bin`));
  buildMachine(core, rom, checkGame(games.find(({ id }) => id === game)).cart, systemSeed);
  const ram = new Uint8Array(core.memory.buffer, core.ramPointer(), 128);
  for (let frame = 0; ; frame++) {
    if (frame === maxFrames)
      throw new Error(`${game}: the scene of the picture did not appear within ${maxFrames} frames`);
    core.setSwitches(!title && frame === 4 ? switches.reset : switches.idle);
    if (frame > 8) core.setJoysticks(press(ram, frame));
    const taken = frame > 30 && shoot(ram, frame);
    core.runFrame();
    if (taken) return new Uint8Array(core.memory.buffer, core.framePointer(), width * height);
  }
}

mkdirSync(here('docs/images'), { recursive: true });
const { rgb } = colors('NTSC');
for (const [name, scene] of Object.entries(scenes)) {
  const pixels = Uint8Array.from(picture(scene), (color) => color >> 1);
  const bytes = Uint8Array.from(
    { length: 3 * pixels.length },
    (_, i) => rgb[pixels[Math.floor(i / 3)]] >> (16 - 8 * (i % 3)),
  );
  const path = here(`docs/images/${name}.png`).pathname;
  await sharp(bytes, { raw: { width, height, channels: 3 } })
    .resize(width * scaleX, height * scaleY, { kernel: 'nearest', fit: 'fill' })
    .png({ palette: true })
    .toFile(path);
  console.log(path.replace(here('').pathname, ''));
}
