/** Random bytes of all sizes as cartridges, played for one second. */
import { noopB } from '../../../src/console/actions.js';
import type { Core } from '../../../src/console/core.js';
import { loadGame } from '../../../src/console/load-game.js';
import { MersenneTwister } from '../../../src/console/mersenne-twister.js';
import { Settings } from '../../../src/console/settings.js';
import { AleError } from '../../../src/errors.js';
import { checkGame } from '../../../src/games/check-game.js';
import { md5 } from '../../../src/roms/md5.js';

const frames = 60;
/** More cycles than a frame can take: the limit of instructions, each of the longest kind. */
const mostCyclesPerFrame = 25_000 * 8;
const bankSizes = [2, 4, 8, 8.25, 12, 16, 32, 64, 128, 256, 512].map((kilobytes) => kilobytes * 1024);
const oddSizes = [1, 2, 255, 256, 2047, 4095, 4097, 8447, 10_240, 10_495, 65_535, 524_287, 524_289];

const neutral = checkGame({
  id: 'random_image',
  md5: [],
  minimalActions: ['NOOP'],
  rules: { reset: { reward: 0 }, step: [], reward: 0, terminal: 0, lives: 0 },
});

/** Uniform bytes, or few different ones, or mostly opcodes without effect: each kind covers different cases. */
export function randomImage(seed: number): Uint8Array {
  const random = new MersenneTwister(seed);
  const below = (n: number) => random.uint32() % n;
  const sizes = below(4) > 0 ? bankSizes : oddSizes;
  const image = new Uint8Array(below(20) === 0 ? 1 + below(70_000) : sizes[below(sizes.length)]!);
  const kind = below(3);
  const alphabet = Uint8Array.from({ length: 2 + below(30) }, () => random.uint32());
  for (let i = 0; i < image.length; i++) {
    if (kind === 0) image[i] = random.uint32() >>> 13;
    else if (kind === 1) image[i] = alphabet[below(alphabet.length)]!;
    else image[i] = below(4) > 0 ? 0xea : random.uint32() >>> 13;
  }
  return image;
}

/**
 * Plays the image with random actions for both players.
 * @returns a checksum of all RAM and screens, or the code of the error
 * @throws when a frame takes too long, or anything but RAM and pictures has changed
 */
export function playImage(core: Core, image: Uint8Array, seed: number): string {
  const random = new MersenneTwister(~seed);
  const settings = new Settings();
  settings.setInt('random_seed', seed);
  const choice = { game: neutral, properties: randomProperties(random) };
  let loaded: ReturnType<typeof loadGame>;
  try {
    loaded = loadGame(core, [], settings, image, 'random.bin', choice, () => {});
  } catch (error) {
    if (error instanceof AleError) return error.code;
    throw error;
  }
  const { environment, machine } = loaded;
  const bytes = (pointer: number, length: number) => new Uint8Array(core.memory.buffer, pointer, length);
  const fixed = () => md5(bytes(core.palettePointer(), 4 * 128 + 256)) + md5(bytes(core.romPointer(), image.length));
  const before = fixed();
  const sums: string[] = [];
  for (let frame = 0; frame < frames; frame++) {
    const cyclesBefore = core.cycles();
    const [a, b, x, y] = [random.uint32() % 18, random.uint32() % 18, random.double(), random.double()];
    environment.act(a, noopB + b, x, y);
    // The count restarts with every complete frame.
    const cycles = core.cycles();
    const spent = cycles < cyclesBefore ? cycles : cycles - cyclesBefore;
    if (spent > mostCyclesPerFrame) throw new Error(`frame ${frame} took ${spent} cycles`);
    sums.push(md5(environment.ram));
    if (frame % 20 === 19) sums.push(md5(bytes(core.framePointer(), 160 * machine.screenHeight)));
  }
  sums.push(md5(bytes(core.observe(1), 84 * 84)));
  if (fixed() !== before) throw new Error('the cartridge or the palette was written to');
  return md5(new TextEncoder().encode(sums.join()));
}

function randomProperties(random: MersenneTwister) {
  const coin = () => random.uint32() % 4 === 0;
  return {
    format: coin() ? ('PAL' as const) : ('AUTO-DETECT' as const),
    left: coin() ? 'PADDLES' : 'JOYSTICK',
    right: coin() ? 'PADDLES' : 'JOYSTICK',
    swapPorts: coin(),
    swapPaddles: coin(),
  };
}
