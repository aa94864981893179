/** Finds the games that stand still until FIRE is pressed, for `fireReset: auto`. */
import { createHash } from 'node:crypto';
import { type ALEModule, findGame } from 'ale-js';
import type { Cartridge } from './cartridge.js';
import { createConsole } from './console.js';
import type { Rules } from './rules.js';
import { frameSkip } from './wrappers/frame-skip.js';

const framesPerStep = 4;
/** Idle steps before the screen counts: two seconds, in which titles end. */
const settlingSteps = 30;
/** Steps that are played, without FIRE and with it: twelve seconds. */
const playedSteps = 180;
/** Screens that FIRE has to add: motion for a second. A new card or a jump is fewer. */
const movingScreens = 15;

interface Probe {
  readonly waitsForFire: boolean;
  readonly hasLives: boolean;
}

const known = new Map<string, Probe>();

/**
 * Returns whether a game stands still until FIRE is pressed: its screen, as an agent sees it, does not change from the third
 * second on, and moves for another second at least where FIRE is pressed after the reset.
 */
export const waitsForFire = (ale: ALEModule, cartridge: Cartridge, rules: Rules): boolean =>
  hasFire(ale, cartridge) && probe(ale, cartridge, rules).waitsForFire;

/**
 * Returns whether the agent itself has to press FIRE: the game waits for it, and the rules do not press it after each reset, or not
 * after lost lives.
 */
export function leavesFireToAgent(ale: ALEModule, cartridge: Cartridge, rules: Rules): boolean {
  if (!waitsForFire(ale, cartridge, rules)) return false;
  return rules.fireReset === 'never' || (probe(ale, cartridge, rules).hasLives && !rules.fireAfterLifeLoss);
}

/** Whether FIRE is among the actions that the game needs. */
export const hasFire = (ale: ALEModule, { game }: Cartridge): boolean =>
  findGame(ale.games, game).minimalActions.includes('FIRE');

/** Plays on a console of its own; the answer is remembered. */
function probe(
  ale: ALEModule,
  cartridge: Cartridge,
  { gameMode, difficulty }: Pick<Rules, 'gameMode' | 'difficulty'>,
): Probe {
  const image = createHash('sha256').update(cartridge.bytes).digest('hex');
  const key = JSON.stringify([image, gameMode, difficulty]);
  let answer = known.get(key);
  if (answer === undefined) {
    const { play, lives } = screenPlayer(ale, cartridge, { gameMode, difficulty });
    const idle = play(false);
    const hasLives = lives() > 0;
    const isStill = new Set(idle.slice(settlingSteps)).size === 1;
    const isWoken = isStill && new Set(play(true)).size >= new Set(idle).size + movingScreens;
    answer = { waitsForFire: isWoken, hasLives };
    known.set(key, answer);
  }
  return answer;
}

/** Returns functions: one plays from a reset, with FIRE for the first step or not, and returns the screen of each step, hashed. */
function screenPlayer(
  ale: ALEModule,
  { bytes, file }: Cartridge,
  rules: Pick<Rules, 'gameMode' | 'difficulty'>,
): { play(pressed: boolean): string[]; lives(): number } {
  const console = createConsole(ale, bytes, file, {
    ...rules,
    seed: 1,
    stickyActionProbability: 0,
    preprocessing: 'ale',
    cropShiftRows: null,
    maxEpisodeFrames: framesPerStep * playedSteps + 1,
  });
  const game = frameSkip(console, framesPerStep);
  const fire = game.actions.indexOf('FIRE');
  const idle = () => {
    for (let i = 0; i < framesPerStep; i++) game.idle();
  };
  return {
    play(pressed) {
      game.reset();
      return Array.from({ length: playedSteps }, (_, step) => {
        if (step === 0 && pressed) game.step(fire);
        else idle();
        return createHash('sha1').update(game.screen()).digest('base64');
      });
    },
    lives: () => game.lives(),
  };
}
