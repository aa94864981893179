/** Plays an episode into films, step by step: nothing but the pictures at hand is kept in memory. */
import { setImmediate } from 'node:timers/promises';
import type { AtariEnvironment } from '../../env/atari.js';
import type { Canvas } from '../../report/film/canvas.js';
import type { FilmFile } from '../../report/film/film-file.js';
import type { FilmStep, Progress } from '../../report/film/picture.js';
import { interruptible } from '../terminal/interruptible.js';
import type { Player } from './player.js';

export interface Recording {
  readonly environment: AtariEnvironment;
  readonly player: Player;
  readonly paint: (step: FilmStep, progress: Progress) => Canvas;
  /** Starts the films; called once, right before the first step. */
  readonly open: () => Promise<FilmFile[]>;
  /** Most steps. */
  readonly steps: number;
}

export interface Recorded {
  readonly steps: number;
  readonly score: number;
  readonly end: FilmEnd;
}

/** Why a film ends: 'full' stands for a file of 4 GiB, 'stopped' for a signal. */
type FilmEnd = 'game over' | 'steps' | 'full' | 'stopped';

/** How many pictures long the last one is shown. */
const lastRepeats = 20;

/**
 * Plays until the episode or the film ends, or a signal comes; then the film so far is completed. Without any step, and after an
 * error, no film is left.
 */
export async function record(recording: Recording): Promise<Recorded> {
  const options = {
    isComplete: ({ end }: Recorded) => end !== 'stopped',
    quiet: false,
    stopping: 'stopping: the film so far is written',
  };
  return interruptible(options, async ({ signal, show }) => {
    const films = await recording.open();
    try {
      const recorded = await play(recording, films, signal, (step, score) =>
        show({ name: 'playing', unit: 'steps' }, step, recording.steps, { score: String(score) }),
      );
      if (recorded.steps > 0) await Promise.all(films.map((film) => film.finish()));
      else await discard(films);
      return recorded;
    } catch (error) {
      await discard(films);
      throw error;
    }
  });
}

async function play(
  { environment, player, paint, steps }: Recording,
  films: readonly FilmFile[],
  signal: AbortSignal,
  show: (step: number, score: number) => void,
): Promise<Recorded> {
  const add = (picture: Canvas, repeats?: number) => Promise.all(films.map((film) => film.add(picture, repeats)));
  let [step, score, greedySteps, flips] = [0, 0, 0, 0];
  let last: FilmStep | undefined;
  const progress = () => ({ screen: environment.screenRgb(), score, step, greedySteps, flips });
  const endOf = (gameOver: boolean): FilmEnd | undefined => {
    if (signal.aborted) return 'stopped';
    if (gameOver) return 'game over';
    if (step === steps) return 'steps';
    return films.some((film) => film.full) ? 'full' : undefined;
  };
  environment.reset();
  let end = endOf(false);
  while (end === undefined) {
    await setImmediate(); // signals are delivered only between macrotasks, and players need none
    last = await player(environment, step);
    step++;
    if (!last.isRandom) greedySteps++;
    if (!last.isRandom && last.action !== last.wanted) flips++;
    await add(paint(last, progress()));
    const { rawReward, gameOver } = environment.step(last.action);
    score += rawReward;
    show(step, score);
    end = endOf(gameOver);
  }
  if (last) await add(paint(last, { ...progress(), end: ending[end] }), lastRepeats);
  return { steps: step, score, end };
}

const ending: Readonly<Record<FilmEnd, string>> = {
  'game over': 'game over',
  steps: 'end of the film',
  full: 'end of the film',
  stopped: 'stopped',
};

const discard = (films: readonly FilmFile[]) => Promise.all(films.map((film) => film.discard()));
