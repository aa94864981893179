/** The homebrew game Catch with rules for short episodes: two misses end an episode, every miss costs a life. */
import { readFileSync } from 'node:fs';
import { md5 } from '../../src/roms/md5.js';

export const catchRom = new Uint8Array(readFileSync(new URL('../../../../roms/homebrew/catch.bin', import.meta.url)));

const misses = ['ram', 130];
export const shortCatch = {
  id: 'short_catch',
  md5: [md5(catchRom)],
  minimalActions: ['NOOP', 'FIRE', 'RIGHT', 'LEFT'],
  rules: {
    reset: { reward: 0, terminal: 0, score: 0 },
    step: [
      ['delta', ['-', ['*', 3, ['ram', 129]], misses]],
      ['terminal', ['>=', misses, 2]],
    ],
    reward: 'reward',
    terminal: 'terminal',
    lives: ['-', 2, misses],
  },
};
