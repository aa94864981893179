/** Plays an episode into films, step by step: nothing but the pictures at hand is kept in memory. */
import { setImmediate } from 'node:timers/promises';
import type { AtariEnvironment } from '../../env/atari.js';
import { countStep, type EpisodeTally, newTally, noLimits } from '../../env/episode.js';
import type { Canvas } from '../../report/film/canvas.js';
import type { FilmFile } from '../../report/film/film-file.js';
import type { FilmStep } from '../../report/film/picture.js';
import type { FilmView } from '../../report/film/versus-picture.js';
import { interruptible } from '../terminal/interruptible.js';
import type { Player } from './player.js';

/** Who plays, and where. */
export interface Side {
  readonly environment: AtariEnvironment;
  readonly player: Player;
}

export interface Recording {
  /** One or more, who play at the same time. */
  readonly sides: readonly Side[];
  /** Draws a picture of all sides. */
  readonly paint: (views: readonly FilmView[]) => Canvas;
  /** Starts the films; called once, right before the first step. */
  readonly open: () => Promise<FilmFile[]>;
  /** Most steps. */
  readonly steps: number;
}

/** How it ended for a side. */
export interface Recorded {
  readonly tally: EpisodeTally;
  readonly end: FilmEnd;
}

/** Why a film ends, as its last picture says it. A WebP is full at 4 GiB. */
type FilmEnd = 'game over' | 'frame limit' | 'end of the film' | 'file full' | 'stopped';

/** How many pictures long the last one is shown. */
const lastRepeats = 20;

/**
 * Plays until the episodes of all sides or the film end, or a signal comes; then the film so far is completed. A side whose episode
 * has ended stands still until then. Without any step, and after an error, no film is left.
 * @returns of each side
 */
export async function record(recording: Recording): Promise<readonly Recorded[]> {
  const options = {
    isComplete: (sides: readonly Recorded[]) => sides.every(({ end }) => end !== 'stopped'),
    quiet: false,
    stopping: 'stopping: the film so far is written',
  };
  return interruptible(options, async ({ signal, show }) => {
    const films = await recording.open();
    try {
      const recorded = await play(recording, films, signal, (step, scores) =>
        show({ name: 'playing', unit: 'steps' }, step, recording.steps, { score: scores.join(' and ') }),
      );
      if (recorded.some(({ tally }) => tally.steps > 0)) await Promise.all(films.map((film) => film.finish()));
      else await discard(films);
      return recorded;
    } catch (error) {
      await discard(films);
      throw error;
    }
  });
}

async function play(
  { sides, paint, steps }: Recording,
  films: readonly FilmFile[],
  signal: AbortSignal,
  show: (step: number, scores: readonly number[]) => void,
): Promise<readonly Recorded[]> {
  const seats = sides.map(createSeat);
  const views = () => seats.flatMap((seat) => seat.view() ?? []);
  const add = (picture: Canvas, repeats?: number) => Promise.all(films.map((film) => film.add(picture, repeats)));
  let end: FilmEnd | undefined = signal.aborted ? 'stopped' : undefined;
  for (let step = 1; end === undefined; step++) {
    await setImmediate(); // signals are delivered only between macrotasks, and players need none
    for (const seat of seats) await seat.choose();
    await add(paint(views()));
    for (const seat of seats) seat.step();
    show(
      step,
      seats.map(({ tally }) => tally.return),
    );
    if (seats.every((seat) => seat.end() !== undefined)) break;
    if (signal.aborted) end = 'stopped';
    else if (step === steps) end = 'end of the film';
    else if (films.some((film) => film.full)) end = 'file full';
  }
  for (const seat of seats) seat.stop(end);
  if (views().length > 0) await add(paint(views()), lastRepeats);
  return seats.map(({ tally, end: ended }) => ({ tally, end: ended()! }));
}

/** A side of a film while it plays. */
function createSeat({ environment, player }: Side) {
  const tally = newTally();
  let [greedySteps, flips] = [0, 0];
  let last: FilmStep | undefined;
  let end: FilmEnd | undefined;
  environment.reset();
  return {
    tally,
    end: () => end,
    /** Chooses the next action, unless the episode has ended. */
    async choose() {
      if (end !== undefined) return;
      last = await player(environment, tally.steps);
      if (!last.isRandom) greedySteps++;
      if (!last.isRandom && last.action !== last.wanted) flips++;
    },
    /** What is to be shown before the action, or of the end; undefined before the first choice. */
    view(): FilmView | undefined {
      if (!last) return undefined;
      const [screen, score] = [environment.screenRgb(), tally.return];
      const step = tally.steps + (end === undefined ? 1 : 0);
      return { step: last, progress: { screen, score, step, greedySteps, flips, ...(end !== undefined && { end }) } };
    },
    step() {
      if (end !== undefined) return;
      const episodeEnd = countStep(tally, environment.step(last!.action), environment.observation, noLimits);
      if (episodeEnd) end = episodeEnd === 'game over' ? episodeEnd : 'frame limit';
    },
    /** Ends what has not ended. */
    stop(reason: FilmEnd | undefined) {
      end ??= reason;
    },
  };
}

const discard = (films: readonly FilmFile[]) => Promise.all(films.map((film) => film.discard()));
