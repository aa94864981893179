/** The contract of the files that films are written to, picture by picture. */
import type { Canvas } from './canvas.js';

export interface FilmOptions {
  /** Size of every picture in pixels, both even. */
  readonly width: number;
  readonly height: number;
  /** How long a picture is shown, in console frames. */
  readonly frames: number;
}

/** A film that is being written under a temporary name. At most two pictures are in memory. */
export interface FilmFile {
  readonly path: string;
  /** Whether the format has no room for another picture. */
  readonly full: boolean;
  /**
   * Appends a picture, and returns when the one before it is written. The canvas must not be changed afterwards.
   * @param repeats how many times as long as usual it is shown
   * @throws Error in one line if the film cannot be written
   */
  add(picture: Canvas, repeats?: number): Promise<void>;
  /** Completes the film and gives it its name, durably. @throws Error in one line, with what to do */
  finish(): Promise<void>;
  /** Removes what was written. */
  discard(): Promise<void>;
}

/** Frames per second of an NTSC television, rounded. */
export const televisionFrames = 60;
