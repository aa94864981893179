/** Films by the ends of their names. */
import { extname } from 'node:path';
import { UsageError } from '../../common/errors.js';
import type { FilmFile, FilmOptions } from './film-file.js';
import { createMp4, expectFfmpeg } from './mp4.js';
import { createWebp } from './webp.js';

const create = { webp: createWebp, mp4: createMp4 } as const;

export type FilmFormat = keyof typeof create;

export const filmFormats = Object.keys(create) as FilmFormat[];

/**
 * Checks, before anything is played, that films of these names can be written.
 * @throws UsageError for a name that ends in no format, or an mp4 where ffmpeg is missing
 */
export function expectFormats(paths: readonly string[]): void {
  const formats = paths.map(formatOf);
  if (formats.includes('mp4')) expectFfmpeg();
}

/** Starts films of the same pictures. @throws as the formats do; then no film is left */
export async function createFilms(paths: readonly string[], options: FilmOptions): Promise<FilmFile[]> {
  const films: FilmFile[] = [];
  try {
    for (const path of paths) films.push(await create[formatOf(path)](path, options));
    return films;
  } catch (error) {
    for (const film of films) await film.discard();
    throw error;
  }
}

/** @throws UsageError for a name that ends otherwise */
function formatOf(path: string): FilmFormat {
  const format = filmFormats.find((each) => extname(path) === `.${each}`);
  if (format) return format;
  const ends = filmFormats.map((each) => `.${each}`).join(' or ');
  throw new UsageError(`--out: expected a file name that ends in ${ends}, got "${path}"`);
}
