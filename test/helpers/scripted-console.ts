/** A console that follows a script, for tests of wrappers. */
import type { Console } from '../../src/env/console.js';
import { frameBytes } from '../../src/env/environment.js';

interface Script {
  /** Frames a game lasts. */
  readonly length?: number;
  /** Whether it is cut off then, rather than over. */
  readonly cut?: boolean;
  readonly reward?: (frame: number) => number;
  readonly lives?: (frame: number) => number;
}

/** A console that shows its frame number as the gray of the whole screen, and writes down what is done to it. */
export function scriptedConsole({ length = 1000, cut = false, reward = () => 0, lives = () => 0 }: Script = {}) {
  const log: string[] = [];
  let frame = 0;
  let remembered = 0;
  const console: Console = {
    actions: ['NOOP', 'FIRE', 'LEFT'],
    reset() {
      frame = 0;
      log.push('reset');
    },
    frame(action) {
      frame++;
      log.push(console.actions[action]!);
      return reward(frame);
    },
    idle: () => void console.frame(0),
    terminated: () => !cut && frame >= length,
    truncated: () => cut && frame >= length,
    lives: () => lives(frame),
    remember() {
      remembered = frame;
    },
    poolsIdleFrames: true,
    observe: (pooled) => new Uint8Array(frameBytes).fill(pooled ? Math.max(remembered, frame) : frame),
    screenRgb: () => ({ width: 1, height: 1, data: Uint8Array.of(frame, 0, 0) }),
    save: () => Uint8Array.of(frame, remembered),
    restore(state) {
      [frame, remembered] = state as unknown as [number, number];
    },
  };
  return { console, log };
}
