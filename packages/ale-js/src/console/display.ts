/** The pictures of one loaded console: TIA colors, RGB, gray, and 84 × 84 observations. */
import { AleError } from '../errors.js';
import { type Machine, screenWidth } from './machine.js';
import { brighter, colorAverage, type ScreenColors, screenColors, toGray, toRgb, toRgba } from './screen.js';

/** Rows, and columns, of an observation. */
export const observationSize = 84;

export interface Display {
  /** The red, green, blue and gray of each TIA color byte. */
  readonly colors: ScreenColors;
  /** Returns the current frame, height × 160 TIA color bytes; without color averaging, a view that is valid until the next frame. */
  screen(): Uint8Array;
  /** Returns height × 160 gray values; without color averaging, a view that is valid until the next call or frame. */
  gray(): Uint8Array;
  /**
   * Returns a copy, height × 160 × 3 bytes.
   * @param pool use the brighter of the current frame and the one before it, pixel by pixel
   * @throws AleError `unsupported` to pool with color averaging
   */
  rgb(pool: boolean): Uint8Array;
  /** Returns a copy, height × 160 × 4 bytes, alpha 255. */
  rgba(): Uint8ClampedArray<ArrayBuffer>;
  /**
   * Returns 84 × 84 gray values, a view that the next call overwrites.
   * @param pool use the maximum of the current frame and the remembered one, pixel by pixel
   * @throws AleError `unsupported` with color averaging
   */
  observe(pool: boolean): Uint8Array;
  /** Remembers the current frame for `observe(true)`. */
  rememberFrame(): void;
}

/** @param averaging blend each frame with the one before it, as ALE's setting `color_averaging` does */
export function createDisplay({ core, format, screenHeight }: Machine, averaging: boolean): Display {
  const colors = screenColors(format);
  const average = averaging ? colorAverage(format) : undefined;
  // The core alternates between two frame buffers, so there is one view for each address.
  const views = new Map<number, Uint8Array>();
  const view = (pointer: number, length = screenWidth * screenHeight) => {
    let found = views.get(pointer);
    if (!found) {
      found = new Uint8Array(core.memory.buffer, pointer, length);
      views.set(pointer, found);
    }
    return found;
  };
  const screen = () => {
    const current = view(core.framePointer());
    if (!average) return current;
    const previous = view(core.previousFramePointer());
    return current.map((pixel, i) => average(pixel, previous[i]!));
  };
  const expectNoAveraging = (method: string) => {
    if (!average) return;
    throw new AleError('unsupported', `${method} requires the setting color_averaging to be false, got true`);
  };

  return {
    colors,
    screen,
    gray: () => (average ? toGray(screen(), colors) : view(core.renderGray())),
    rgb(pool) {
      if (pool) expectNoAveraging('getScreenRGB(true)');
      const shown = pool ? brighter(screen(), view(core.previousFramePointer()), colors) : screen();
      return toRgb(shown, colors);
    },
    rgba: () => toRgba(screen(), colors),
    observe(pool) {
      expectNoAveraging('observe');
      return view(core.observe(pool ? 1 : 0), observationSize * observationSize);
    },
    rememberFrame: () => core.rememberFrame(),
  };
}
