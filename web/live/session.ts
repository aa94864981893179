/** Plays one or two agents in lockstep: pause, single steps, speed. */
import type { RemoteEngine } from './engine/client.js';
import type { StepView } from './engine/engine.js';

/** The views of all agents after a step; undefined for one whose episode is over. */
type Views = readonly (StepView | undefined)[];

export interface Session {
  readonly isPlaying: boolean;
  /** @param isEnd pauses after a step for which it is true; until then the steps follow as fast as possible */
  play(isEnd?: (views: Views) => boolean): void;
  /** Ends the loop after the step that is being played. */
  pause(): Promise<void>;
  /** Plays one step; false when all episodes are over, or the step failed. */
  step(): Promise<boolean>;
  /** Plays so many steps without showing them. */
  skip(steps: number): Promise<void>;
  /** Steps a second; null: as fast as possible. */
  speed: number | null;
}

export interface SessionOptions {
  readonly engines: readonly RemoteEngine[];
  /** Called after every step, at most once a frame of the display, and after the last one. */
  readonly onViews: (views: Views, isShown: boolean) => void;
  readonly onState: () => void;
  readonly onError: (error: unknown) => void;
}

/** Agent steps of a second at the speed of the console: 60 frames, 4 of them a step. */
export const consoleSpeed = 15;

const nextPicture = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()));
const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

export function createSession({ engines, onViews, onState, onError }: SessionOptions): Session {
  let speed: number | null = consoleSpeed;
  let isPlaying = false;
  let loop: Promise<void> = Promise.resolve();

  /** Returns nothing when all episodes are over. */
  async function once(isShown: boolean): Promise<Views | undefined> {
    const views = await Promise.all(engines.map((engine) => engine.step()));
    if (views.every((view) => view === undefined)) return undefined;
    const isLast = views.every((view) => view === undefined || view.end !== null);
    onViews(views, isShown || isLast);
    return views;
  }

  async function run(isEnd?: (views: Views) => boolean): Promise<void> {
    let shownAt = 0;
    while (isPlaying) {
      const begin = performance.now();
      const isShown = begin - shownAt >= 15; // a display shows 60 pictures a second
      const views = await once(isShown);
      if (!views || isEnd?.(views)) break;
      if (isShown) {
        shownAt = begin;
        await nextPicture();
      }
      if (speed !== null && !isEnd) await wait(Math.max(0, 1000 / speed - (performance.now() - begin)));
    }
    isPlaying = false;
    onState();
  }

  return {
    get isPlaying() {
      return isPlaying;
    },
    get speed() {
      return speed;
    },
    set speed(value) {
      speed = value;
    },
    play(isEnd) {
      if (isPlaying) return;
      isPlaying = true;
      onState();
      loop = loop
        .then(() => run(isEnd))
        .catch((error: unknown) => {
          isPlaying = false;
          onState();
          onError(error);
        });
    },
    async pause() {
      isPlaying = false;
      onState();
      await loop;
    },
    async step() {
      isPlaying = false;
      await loop;
      try {
        return (await once(true)) !== undefined;
      } catch (error) {
        onError(error);
        return false;
      }
    },
    async skip(steps) {
      for (let i = 1; i <= steps; i++) if (!(await once(i === steps))) break;
    },
  };
}
