/** How a console's picture becomes a frame of an observation, by the rule `preprocessing`. */
import type { ALEInterface } from 'ale-js';
import { UsageError } from '../../common/errors.js';
import { frameBytes } from '../environment.js';
import type { Rules } from '../rules.js';
import { areaResize } from './area-resize.js';
import {
  brighterChannels,
  brighterGray,
  grayOf,
  grayOfBrighter,
  grayOfWrapper,
  type PairTable,
} from './color-pairs.js';

export interface Observer {
  /** Stores the current picture, for the maximum that `observe(true)` returns. */
  remember(): void;
  /** Returns the current picture, or its maximum with the stored one, as [84, 84] gray bytes; a view that is overwritten later. */
  observe(pooled: boolean): Uint8Array;
  /** Whether the picture after an idle frame is the maximum with the frame before it too. */
  readonly poolsIdleFrames: boolean;
}

/** What is asked of the console. */
export type ObservedConsole = Pick<
  ALEInterface,
  'getScreenHeight' | 'observe' | 'rememberFrame' | 'screen' | 'screenColors'
>;

/** @throws UsageError for a crop that exceeds the screen */
export function createObserver(
  console: ObservedConsole,
  { preprocessing, cropShiftRows }: Pick<Rules, 'preprocessing' | 'cropShiftRows'>,
): Observer {
  if (preprocessing === 'ale') {
    return {
      remember: () => console.rememberFrame(),
      observe: (pooled) => console.observe(pooled),
      poolsIdleFrames: true,
    };
  }
  const { width, rows, first, margin } = screenPart(console.getScreenHeight(), cropShiftRows);
  const grayBy = preprocessing === 'gymnasium-rgb' ? grayOfWrapper : grayOf;
  const planes = tablesOf[preprocessing](console).map((table) => ({
    table,
    image: new Uint8Array(width * rows),
    resize: areaResize(width, rows),
  }));
  const remembered = new Uint8Array(screenWidth * console.getScreenHeight());
  const changes = rowChanges(first, rows);
  const frame = new Uint8Array(frameBytes);
  return {
    remember: () => remembered.set(console.screen),
    observe(pooled) {
      const newer = console.screen;
      const older = pooled ? remembered : newer;
      const isChanged = changes(newer, older);
      const resized = planes.map(({ table, image, resize }) => {
        for (let row = 0; row < rows; row++) {
          if (!isChanged[row]) continue;
          const from = (first + row) * screenWidth;
          const to = row * width + margin;
          for (let x = 0; x < screenWidth; x++) image[to + x] = table[(newer[from + x]! << 8) | older[from + x]!]!;
        }
        return resize(image, isChanged);
      });
      return inGray(resized, grayBy, frame);
    },
    poolsIdleFrames: false,
  };
}

const screenWidth = 160;

/** The tables of the planes that are resized: one of grays, or three of red, green and blue. */
const tablesOf: Readonly<Record<Exclude<Rules['preprocessing'], 'ale'>, (console: ObservedConsole) => PairTable[]>> = {
  gymnasium: ({ screenColors }) => [brighterGray(screenColors)],
  sb3: ({ screenColors }) => [grayOfBrighter(screenColors)],
  cleanrl: ({ screenColors }) => brighterChannels(screenColors),
  'gymnasium-rgb': ({ screenColors }) => brighterChannels(screenColors),
};

/** Returns the only plane, or the gray of three. */
function inGray([red, green, blue]: readonly Uint8Array[], grayBy: typeof grayOf, to: Uint8Array): Uint8Array {
  if (!green || !blue) return red!;
  for (let i = 0; i < frameBytes; i++) to[i] = grayBy(red![i]!, green[i]!, blue[i]!);
  return to;
}

/**
 * Returns a function that compares two screens with those of its last call: for each of the rows from `first` on, whether it differs.
 * Most rows do not change from one observation to the next.
 */
function rowChanges(first: number, rows: number): (newer: Uint8Array, older: Uint8Array) => Uint8Array {
  const [from, to] = [first * screenWidth, (first + rows) * screenWidth];
  const last = [new Uint8Array(to - from), new Uint8Array(to - from)];
  const isChanged = new Uint8Array(rows).fill(1);
  let isFirst = true;
  return (newer, older) => {
    [newer, older].forEach((screen, i) => {
      const seen = screen.subarray(from, to);
      const before = last[i]!;
      for (let row = 0; row < rows; row++) {
        const different = isFirst || differs(seen, before, row * screenWidth);
        isChanged[row] = Number(different) | (i === 0 ? 0 : isChanged[row]!);
      }
      before.set(seen);
    });
    isFirst = false;
    return isChanged;
  };
}

function differs(a: Uint8Array, b: Uint8Array, at: number): boolean {
  for (let x = at; x < at + screenWidth; x++) if (a[x] !== b[x]) return true;
  return false;
}

/** Black columns at both sides of a cropped picture, which make it as wide as 2 × 84. */
const cropMargin = 4;

/**
 * The part of the screen that is seen: all of it, or the square of SA-DQN: with 4 black columns on each side it is 168 pixels wide, and
 * as high as wide, in the middle of the screen or `shift` rows below it.
 */
function screenPart(height: number, shift: number | null) {
  if (shift === null) return { width: screenWidth, rows: height, first: 0, margin: 0 };
  const width = screenWidth + 2 * cropMargin;
  const above = Math.floor((height - width) / 2);
  if (Math.abs(shift) <= above) return { width, rows: height - 2 * above, first: above + shift, margin: cropMargin };
  throw new UsageError(
    `cropShiftRows: expected ${-above} to ${above} on a screen of ${height} rows, got ${shift}; the picture has no more rows`,
  );
}
