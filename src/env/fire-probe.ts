/** Finds the games that stand still until FIRE is pressed, for `fireReset: auto`. */
import { createHash } from 'node:crypto';
import type { ALEModule } from 'ale-js';
import type { Cartridge } from './cartridge.js';
import { createConsole } from './console.js';
import type { Rules } from './rules.js';

/** Idle frames before the screen is watched: some games blink once at the start. */
const settlingFrames = 60;
/** Frames over which the screen is watched, without FIRE and with it. */
const watchedFrames = 600;
/** Frames for which FIRE is held. */
const fireFrames = 4;
/** Different screens that count as a game in motion: half a second. A new card or cursor is fewer. */
const movingScreens = 30;

const known = new Map<string, boolean>();

/**
 * Returns whether a game stands still until FIRE is pressed: its screen does not change for ten seconds after a reset, and changes
 * for half a second at least once FIRE was pressed. Played on a console of its own; the answer is remembered.
 */
export function waitsForFire(
  ale: ALEModule,
  cartridge: Cartridge,
  { gameMode, difficulty }: Pick<Rules, 'gameMode' | 'difficulty'>,
): boolean {
  const image = createHash('sha256').update(cartridge.bytes).digest('hex');
  const key = JSON.stringify([image, gameMode, difficulty]);
  let answer = known.get(key);
  if (answer === undefined) {
    const screens = screenCounter(ale, cartridge, { gameMode, difficulty });
    answer = screens(0) === 1 && screens(fireFrames) >= movingScreens;
    known.set(key, answer);
  }
  return answer;
}

/** Returns a function that starts a game, holds FIRE for some frames, and counts the different screens from then on. */
function screenCounter(
  ale: ALEModule,
  { bytes, file }: Cartridge,
  rules: Pick<Rules, 'gameMode' | 'difficulty'>,
): (fireFrames: number) => number {
  const console = createConsole(ale, bytes, file, {
    ...rules,
    seed: 1,
    stickyActionProbability: 0,
    fullActionSet: false,
    maxEpisodeFrames: settlingFrames + fireFrames + watchedFrames + 1,
  });
  const fire = console.actions.indexOf('FIRE');
  const screen = () => createHash('sha1').update(console.observe(false)).digest('base64');
  return (held) => {
    console.reset();
    for (let i = 0; i < settlingFrames; i++) console.idle();
    const seen = new Set([screen()]);
    for (let i = 0; i < held + watchedFrames; i++) {
      if (i < held) console.frame(fire);
      else console.idle();
      seen.add(screen());
    }
    return seen.size;
  };
}
