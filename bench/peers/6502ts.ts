/** The peer of bench/emulator.bench.ts: frames per second of 6502.ts on one ROM, video read as RGBA, audio off. */
import { createRequire } from 'node:module';

interface Video {
  getWidth(): number;
  getHeight(): number;
  setSurfaceFactory(factory: () => unknown): void;
  newFrame: { addHandler(handler: () => void): void };
}
interface Board {
  reset(): Board;
  getVideoOutput(): Video;
  tick(cycles: number): number;
}

const require = createRequire(import.meta.url);
const stella = '6502.ts/lib/machine/stella/';
const cyclesPerTick = 20_000;

/** Whether the peer is installed: `npm install --no-save 6502.ts`. */
export function available(): boolean {
  try {
    require.resolve(`${stella}Board`);
    return true;
  } catch {
    return false;
  }
}

/** A function that runs the ROM for `milliseconds` and returns frames per second; frames are counted, not ticks. */
export async function peer(rom: Uint8Array): Promise<(milliseconds: number) => number> {
  const { default: BoardClass } = require(`${stella}Board`) as {
    default: new (config: unknown, cartridge: unknown) => Board;
  };
  const { default: Config } = require(`${stella}Config`) as { default: { create(options: object): unknown } };
  const { default: Factory } = require(`${stella}cartridge/CartridgeFactory`) as {
    default: new () => { createCartridge(rom: Buffer): Promise<unknown> };
  };
  const board = new BoardClass(
    Config.create({ tvMode: 0, enableAudio: false }),
    await new Factory().createCartridge(Buffer.from(rom)),
  );
  const video = board.getVideoOutput();
  const pixels = new Uint32Array(video.getWidth() * video.getHeight());
  let frames = 0;
  video.setSurfaceFactory(() => ({
    getWidth: () => video.getWidth(),
    getHeight: () => video.getHeight(),
    getBuffer: () => pixels,
    getByteOrder: () => 0,
  }));
  video.newFrame.addHandler(() => {
    frames++;
  });
  board.reset();
  return (milliseconds) => {
    const begin = performance.now();
    const before = frames;
    while (performance.now() - begin < milliseconds) board.tick(cyclesPerTick);
    return ((frames - before) / (performance.now() - begin)) * 1000;
  };
}
