/** MP4 with H.264, which every player shows: the program ffmpeg encodes, picture by picture. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { UsageError } from '../../common/errors.js';
import { pendingFile } from '../../files/atomic-write.js';
import { type FilmFile, type FilmOptions, televisionFrames } from './film-file.js';

/** H.264's quality: 0 is lossless, 23 the default; at 14 no difference is seen. */
const quality = 14;

/** @throws UsageError where ffmpeg with libx264 is not on the PATH */
export function expectFfmpeg(): void {
  const { error, stdout } = spawnSync('ffmpeg', ['-hide_banner', '-encoders'], { encoding: 'utf8' });
  if (error) {
    throw new UsageError('mp4 needs the program ffmpeg, which is not on the PATH: install it, or choose a .webp');
  }
  if (!/\blibx264\b/.test(stdout)) {
    throw new UsageError(
      'mp4 needs an ffmpeg with the encoder libx264, which the one on the PATH lacks: choose a .webp',
    );
  }
}

/**
 * Starts a film. Four pixels share a color, as on every H.264 film that browsers show: edges of colors are less sharp than in WebP.
 * @throws UsageError where ffmpeg is missing; Error in one line if the file cannot be written
 */
export function createMp4(path: string, options: FilmOptions): FilmFile {
  expectFfmpeg();
  const pending = pendingFile(path);
  // In a process group of its own: the Ctrl-C of a terminal must not reach it, since the film so far is completed.
  const ffmpeg = spawn('ffmpeg', [...argumentsFor(options), pending.temporary], {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  const ended = Promise.all([once(ffmpeg, 'close'), text(ffmpeg.stderr)]);
  ended.catch(() => {}); // reported where it is awaited
  const failure = async (): Promise<Error> => {
    const [[code, signal], said] = await ended;
    return new Error(
      `cannot write ${path}: ffmpeg ended with ${signal ?? `exit code ${code}`}: ${said.trim().split('\n').at(-1)}`,
    );
  };
  ffmpeg.stdin.on('error', () => {}); // the callback of `write` gets it, too
  const write = (data: Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      ffmpeg.stdin.write(data, (error) => (error ? failure().then(reject, reject) : resolve()));
    });
  return {
    path,
    full: false,
    async add(picture, repeats = 1) {
      for (let i = 0; i < repeats; i++) await write(picture.data);
    },
    async finish() {
      ffmpeg.stdin.end();
      const [[code]] = await ended;
      if (code !== 0) throw await failure();
      pending.commit();
    },
    async discard() {
      ffmpeg.kill('SIGKILL');
      await ended.catch(() => {});
      pending.discard();
    },
  };
}

function argumentsFor({ width, height, frames }: FilmOptions): string[] {
  const rate = `${televisionFrames}/${frames}`;
  return [
    ...['-hide_banner', '-loglevel', 'error', '-y'],
    ...['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', `${width}x${height}`, '-framerate', rate, '-i', 'pipe:0'],
    ...['-vf', 'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p'],
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
    ...['-c:v', 'libx264', '-crf', String(quality), '-movflags', '+faststart', '-f', 'mp4'],
  ];
}
