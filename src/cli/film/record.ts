/** Plays an episode into films, step by step: nothing but the pictures at hand is kept in memory. */
import { setImmediate } from 'node:timers/promises';
import type { AtariEnvironment } from '../../env/atari.js';
import { countStep, type EpisodeTally, newTally, noLimits } from '../../env/episode.js';
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
  readonly tally: EpisodeTally;
  readonly end: FilmEnd;
}

/** Why a film ends, as its last picture says it. A WebP is full at 4 GiB. */
type FilmEnd = 'game over' | 'frame limit' | 'end of the film' | 'file full' | 'stopped';

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
      if (recorded.tally.steps > 0) await Promise.all(films.map((film) => film.finish()));
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
  const tally = newTally();
  let [greedySteps, flips] = [0, 0];
  const progress = (step: number) => ({
    screen: environment.screenRgb(),
    score: tally.return,
    step,
    greedySteps,
    flips,
  });
  let last: FilmStep | undefined;
  environment.reset();
  let end: FilmEnd | undefined = signal.aborted ? 'stopped' : undefined;
  while (end === undefined) {
    await setImmediate(); // signals are delivered only between macrotasks, and players need none
    last = await player(environment, tally.steps);
    if (!last.isRandom) greedySteps++;
    if (!last.isRandom && last.action !== last.wanted) flips++;
    await add(paint(last, progress(tally.steps + 1)));
    const episodeEnd = countStep(tally, environment.step(last.action), environment.observation, noLimits);
    show(tally.steps, tally.return);
    if (episodeEnd) end = episodeEnd === 'game over' ? episodeEnd : 'frame limit';
    else if (signal.aborted) end = 'stopped';
    else if (tally.steps === steps) end = 'end of the film';
    else if (films.some((film) => film.full)) end = 'file full';
  }
  if (last) await add(paint(last, { ...progress(tally.steps), end }), lastRepeats);
  return { tally, end };
}

const discard = (films: readonly FilmFile[]) => Promise.all(films.map((film) => film.discard()));
