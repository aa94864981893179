/** `play`, from outside: what it refuses, and what it leaves when it is stopped. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { openCli, program } from '../helpers/cli.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const { environment } = openCli();

/** Films random play of Catch. @param path of programs */
function play(path: string, ...args: readonly string[]) {
  const env = { ...process.env, ...environment, PATH: path };
  const all = [program, 'play', '--random', '--game', 'Catch', ...args];
  return spawnSync(process.execPath, all, { encoding: 'utf8', env });
}

describe('play', () => {
  it('leaves a complete film of the steps so far, and nothing else, at Ctrl-C', async () => {
    const folder = temporaryFolder();
    const film = join(folder, 'film.webp');
    const args = ['play', '--random', '--game', 'Catch', '--out', film];
    const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...environment } });
    const ended = Promise.all([once(child, 'close'), text(child.stderr)]);
    // Some pictures are written: the first is larger than those after it.
    await vi.waitUntil(() => readdirSync(folder).some((name) => statSync(join(folder, name)).size > 20_000), 120_000);
    child.kill('SIGINT');
    const [[status], output] = await ended;
    expect([status, output]).toEqual([130, expect.stringContaining('stopping: the film so far is written')]);
    expect(readdirSync(folder)).toEqual(['film.webp']);
    const { pages = 0 } = await sharp(film, { pages: -1 }).metadata();
    expect(pages).toBeGreaterThan(1);
    expect(pages).toBeLessThan(300); // an episode of Catch
  });

  it.each([
    [['--steps', '2'], /^score 0 in 2 steps \(end of the film\); film in /],
    [['--steps', '2000', '--max-frames', '60'], /^score 0 in \d+ steps \(frame limit\); film in /],
  ])('says why the film ends: %j', (args, says) => {
    const { status, stdout } = play('', ...args, '--out', join(temporaryFolder(), 'film.webp'));
    expect([status, stdout]).toEqual([0, expect.stringMatching(says)]);
  });

  it('films the same episode as mp4 beside the WebP', async () => {
    const folder = temporaryFolder();
    const ffmpeg = join(folder, 'bin', 'ffmpeg');
    mkdirSync(dirname(ffmpeg));
    writeFileSync(
      ffmpeg,
      `#!${process.execPath}
if (process.argv.includes('-encoders')) console.log('libx264');
else process.stdin.pipe(require('node:fs').createWriteStream(process.argv.at(-1)));`,
    );
    chmodSync(ffmpeg, 0o755);
    const out = join(folder, 'films', 'film.webp');
    const { status, stdout } = play(dirname(ffmpeg), '--steps', '2', '--video', 'mp4', '--out', out);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/film in \S+film\.webp and \S+film\.mp4\n$/)]);
    expect(readdirSync(dirname(out)).sort()).toEqual(['film.mp4', 'film.webp']);
  });

  it('refuses an mp4 without ffmpeg before it plays', () => {
    const out = join(temporaryFolder(), 'film.mp4');
    const { status, stderr } = play('', '--out', out);
    expect([status, stderr]).toEqual([2, expect.stringContaining('mp4 needs the program ffmpeg')]);
    expect(existsSync(out)).toBe(false);
  });
});
