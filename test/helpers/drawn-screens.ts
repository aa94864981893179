/** Two successive screens of random colors, which every machine draws alike, on a console without a game. */
import type { ScreenColors } from 'ale-js';
import { createRandom } from '../../src/common/random.js';
import { openLibrary } from '../../src/env/library.js';
import type { ObservedConsole } from '../../src/env/preprocessing/observer.js';

const width = 160;

export interface DrawnScreens {
  readonly height: number;
  /** The older one first, as color bytes. */
  readonly screens: readonly Uint8Array[];
}

/** @param block pixels and rows that have the same color */
export function drawnScreens(height: number, block: number, seed: number): DrawnScreens {
  const rng = createRandom(seed);
  const draw = () => {
    const colors = Uint8Array.from({ length: width * height }, () => 2 * rng.integer(128));
    return colors.map((_, i) => {
      const [row, column] = [Math.floor(i / width), i % width];
      return colors[(row - (row % block)) * width + column - (column % block)]!;
    });
  };
  return { height, screens: [draw(), draw()] };
}

/** The colors of NTSC games. */
export async function ntscColors(): Promise<ScreenColors> {
  const library = await openLibrary();
  const console = new library.ale.ALEInterface();
  console.loadROMBytes(library.open('catch').bytes, 'catch.bin');
  return console.screenColors;
}

/** Returns a console that shows the first screen, and a function that makes it show the next one. */
export function consoleOf({ height, screens }: DrawnScreens, colors: ScreenColors) {
  let shown = 0;
  const console: ObservedConsole = {
    getScreenHeight: () => height,
    screenColors: colors,
    get screen() {
      return screens[shown]!;
    },
    observe: () => new Uint8Array(),
    rememberFrame: () => {},
  };
  return { console, next: () => void shown++ };
}
