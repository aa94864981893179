/** The rules of episodes that are the default: those of the papers. */
import { noopA, noopB } from '../../console/actions.js';
import type { Core } from '../../console/core.js';
import type { Environment } from '../../console/environment.js';
import { MersenneTwister } from '../../console/mersenne-twister.js';
import { fireAction, type Play, type PlayOptions } from './play.js';

/** @param core the console's core */
export function createOwnPlay(core: Core, plan: PlayOptions): Play {
  const { frameSkip, maxPool, noopMax, episodicLife, lifeLossInfo } = plan;
  const firesAtStart = plan.fireReset && plan.actionNumbers.includes(fireAction);
  let environment: Environment;
  let random: MersenneTwister;
  /** Whether `observe` uses the remembered frame. */
  let pooled = false;
  let lives = 0;

  const playFrame = (action: number, remember: boolean) => {
    if (remember) core.rememberFrame();
    pooled = remember;
    return environment.act(action, noopB, 1, 0);
  };

  /** Plays the frames of a step with one action, or until the game is over. @returns the points */
  const hold = (action: number) => {
    let points = 0;
    for (let frame = 1; frame <= frameSkip && !environment.gameOver(); frame++) {
      points += playFrame(action, maxPool && frame === frameSkip && frame > 1);
    }
    return points;
  };

  const startGame = () => {
    environment.reset();
    pooled = false;
    if (!firesAtStart) return;
    hold(fireAction);
    if (!environment.gameOver()) return;
    environment.reset();
    pooled = false;
  };

  const startGameIdle = () => {
    startGame();
    if (noopMax === 0) return;
    for (let left = 1 + Math.floor(random.double() * noopMax); left > 0; left--) {
      playFrame(noopA, maxPool && left === 1);
      if (environment.gameOver()) startGame();
    }
  };

  return {
    load(loaded, seed) {
      environment = loaded;
      random = new MersenneTwister(~seed);
    },
    start(newGame) {
      if (newGame) startGameIdle();
      lives = environment.rules.lives();
    },
    step(action) {
      const points = hold(action);
      const ended = environment.rules.terminal();
      const truncated = !ended && environment.truncated();
      const before = lives;
      lives = environment.rules.lives();
      const lifeLost = !truncated && lives < before;
      const gameOver = ended || truncated;
      return {
        points,
        terminated: ended || (lifeLost && (episodicLife || lifeLossInfo)),
        truncated,
        episodeOver: gameOver || (lifeLost && episodicLife),
        gameOver,
      };
    },
    lives: () => lives,
    observe: () => core.observe(pooled ? 1 : 0),
  };
}
