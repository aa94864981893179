/** `play`: plays an episode and films it. */
import { existsSync } from 'node:fs';
import { UsageError } from '../../common/errors.js';
import { prepareFile } from '../../files/atomic-write.js';
import { createFilms, expectFormats, type FilmFormat } from '../../report/film/film-files.js';
import { loadFont } from '../../report/film/font.js';
import { filmPainter, pictureSize } from '../../report/film/picture.js';
import { introduce } from '../agents/chosen-agents.js';
import { openPlugin, type PluginFlags } from '../options/plugin-option.js';
import { introducer } from '../terminal/introduction.js';
import { openFilm, type SubjectFlags } from './open-film.js';
import { type Recorded, record } from './record.js';

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
  const { environment, player, subject, frames, agent } = await openFilm(flags);
  const paint = filmPainter(await loadFont(), subject);
  for (const path of paths) prepareFile(path);
  introducer(await introduce(agent ? [agent] : []))();
  const open = () => createFilms(paths, { ...pictureSize, frames });
  const recorded = await record({ environment, player, paint, open, steps: flags.steps });
  if (recorded.tally.steps === 0) return console.error('stopped before the first step: nothing was written');
  console.log(summary(recorded, paths));
}

function summary({ tally, end }: Recorded, paths: readonly string[]): string {
  const stalled = tally.stalledSteps === 0 ? '' : `, the screen stood still for ${tally.stalledSteps} of them`;
  return `score ${tally.return} in ${tally.steps} steps${stalled} (${end}); film in ${paths.join(' and ')}`;
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
