/**
 * The rules of episodes of `AtariVectorEnv` of ale-py 0.12.1, found by comparing the outputs of both:
 *
 * - An episode starts with `max(n, 1)` frames in games with FIRE (`n` without it): FIRE for one frame, then idle frames; `n` is
 *   uniform in 0…`noopMax` − 1.
 * - The frame limit counts the frames of steps, not those of the start.
 * - With `episodicLife`, the game itself starts again when a life is lost.
 * - A step ends with the frame that ends the episode. That frame is not observed: the picture of the last observation is shown again.
 *   If it was the last frame of the step, the picture also contains the frame before.
 */
import { noopA, noopB } from '../../console/actions.js';
import type { Core } from '../../console/core.js';
import type { Environment } from '../../console/environment.js';
import { MersenneTwister } from '../../console/mersenne-twister.js';
import { fireAction, type Play, type PlayOptions } from './play.js';

/** @param core the console's core */
export function createAlePyPlay(core: Core, plan: PlayOptions): Play {
  const { frameSkip, noopMax, episodicLife, lifeLossInfo, maxFramesPerEpisode } = plan;
  const pools = plan.maxPool && frameSkip > 1;
  const firesAtStart = plan.fireReset && plan.actionNumbers.includes(fireAction);
  let environment: Environment;
  let random: MersenneTwister;
  let lives = 0;
  let frames = 0;
  let shown: 'newest' | 'last two' | 'as before' | 'as before, and the remembered' = 'newest';

  const playStartFrame = (action: number) => {
    environment.act(action, noopB, 1, 0);
    if (environment.gameOver()) environment.reset();
  };

  const startGame = () => {
    environment.reset();
    let idle = noopMax > 0 ? Math.floor(random.double() * noopMax) : 0;
    if (firesAtStart) {
      playStartFrame(fireAction);
      idle--;
    }
    for (; idle > 0; idle--) playStartFrame(noopA);
    frames = 0;
    shown = 'newest';
  };

  return {
    load(loaded, seed) {
      environment = loaded;
      random = new MersenneTwister(seed);
    },
    start() {
      startGame();
      lives = environment.rules.lives();
    },
    step(action) {
      const before = lives;
      let points = 0;
      let frame = 0;
      let ended = false;
      let truncated = false;
      let episodeOver = false;
      while (frame < frameSkip && !episodeOver) {
        frame++;
        if (pools && frame === frameSkip) core.rememberFrame();
        points += environment.act(action, noopB, 1, 0);
        frames++;
        lives = environment.rules.lives();
        ended = environment.rules.terminal();
        truncated = !ended && maxFramesPerEpisode > 0 && frames >= maxFramesPerEpisode;
        episodeOver = ended || truncated || (episodicLife && lives < before);
      }
      if (!episodeOver) shown = pools ? 'last two' : 'newest';
      else shown = pools && frame === frameSkip ? 'as before, and the remembered' : 'as before';
      const lifeLost = lives < before && (episodicLife || lifeLossInfo);
      return { points, terminated: ended || lifeLost, truncated, episodeOver, gameOver: episodeOver };
    },
    lives: () => lives,
    observe() {
      if (shown === 'as before, and the remembered') core.observeRemembered();
      else if (shown !== 'as before') core.observeAsOpenCV(shown === 'last two' ? 1 : 0);
    },
  };
}
