/** `play`: plays an episode and films it. */
import { existsSync } from 'node:fs';
import { UsageError } from '../../common/errors.js';
import { prepareFile } from '../../files/atomic-write.js';
import type { FilmOptions } from '../../report/film/film-file.js';
import { createFilms, expectFormats, type FilmFormat } from '../../report/film/film-files.js';
import { loadFont } from '../../report/film/font.js';
import { filmPainter, pictureSize } from '../../report/film/picture.js';
import { versusPainter, versusSize } from '../../report/film/versus-picture.js';
import { introduce } from '../agents/chosen-agents.js';
import { openPlugin, type PluginFlags } from '../options/plugin-option.js';
import { introducer } from '../terminal/introduction.js';
import { type OpenedFilm, openFilm, type SubjectFlags } from './open-film.js';
import { type Recorded, type Recording, record } from './record.js';

export interface PlayFlags extends PluginFlags, SubjectFlags {
  readonly steps: number;
  readonly out: string;
  readonly video?: FilmFormat;
  readonly overwrite: boolean;
}

export const defaultFilm = 'play.webp';

/** Plays until the episode or the film ends, or until Ctrl-C, and writes the film. @throws UsageError for an existing file */
export async function film(flags: PlayFlags): Promise<void> {
  const paths = filmPaths(flags);
  expectFormats(paths);
  expectFree(flags, paths);
  await openPlugin(flags);
  const { sides, frames, agent } = await openFilm(flags);
  const { paint, size } = await painterOf(sides);
  for (const path of paths) prepareFile(path);
  introducer(await introduce(agent ? [agent] : []))();
  const open = () => createFilms(paths, { ...size, frames });
  const recorded = await record({ sides, paint, open, steps: flags.steps });
  if (recorded[0]!.tally.steps === 0) return console.error('stopped before the first step: nothing was written');
  const summaries = recorded.map((each, i) => `${nameOf(sides, i)}${summary(each)}`);
  console.log(`${summaries.join('; ')}; film in ${paths.join(' and ')}`);
}

async function painterOf(
  sides: OpenedFilm['sides'],
): Promise<{ paint: Recording['paint']; size: Pick<FilmOptions, 'width' | 'height'> }> {
  const font = await loadFont();
  const [one, two] = sides;
  if (two) return { paint: versusPainter(font, [one.subject, two.subject]), size: versusSize };
  const paint = filmPainter(font, one.subject);
  return { paint: ([view]) => paint(view!.step, view!.progress), size: pictureSize };
}

/** What tells a side from the other one; '' without another. */
function nameOf(sides: OpenedFilm['sides'], index: number): string {
  if (sides.length === 1) return '';
  const { lambda, attack } = sides[index]!.subject;
  return lambda === 0 ? 'without an attack: ' : `under ${attack}: `;
}

function summary({ tally, end }: Recorded): string {
  const stalled = tally.stalledSteps === 0 ? '' : `, the screen stood still for ${tally.stalledSteps} of them`;
  return `score ${tally.return} in ${tally.steps} steps${stalled} (${end})`;
}

/** The file of --out, and beside it the one of --video. */
function filmPaths({ out, video }: PlayFlags): string[] {
  if (video === undefined || out.endsWith(`.${video}`)) return [out];
  return [out, out.replace(/(\.[^./]*)?$/, `.${video}`)];
}

/** A film does not record which program wrote it, so that only films of the default name are replaced without --overwrite. */
function expectFree({ out, overwrite }: PlayFlags, paths: readonly string[]): void {
  const taken = paths.find((path) => existsSync(path));
  if (overwrite || out === defaultFilm || taken === undefined) return;
  throw new UsageError(`${taken} exists: choose another --out, or replace it with --overwrite`);
}
