import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkGame } from '../../src/games/check-game.js';
import { aleGames, findGame } from '../../src/games/game-table.js';
import { md5 } from '../../src/roms/md5.js';
import { describeMissing, findRom, readRom, romFolders } from '../../src/roms/roms.js';

let folder = '';
const image = Uint8Array.from({ length: 4096 }, (_, i) => i * 7);
const game = checkGame({ ...findGame(aleGames, 'bowling'), id: 'our_bowling', name: 'OurBowling', md5: [md5(image)] });
const at = (...parts: string[]) => join(folder, ...parts);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ale-js-roms-'));
  for (const sub of ['named', 'cased', 'summed', 'packed', 'both']) mkdirSync(at(sub));
  writeFileSync(at('cased', 'Our_Bowling.A26'), image);
  writeFileSync(at('named', 'Our_Bowling.A26'), image.subarray(0, 2048));
  writeFileSync(at('summed', 'Bowling (1979) (Atari).bin'), image);
  writeFileSync(at('summed', 'broken.bin'), '');
  writeFileSync(at('summed', 'note.txt'), 'not a ROM');
  symlinkSync(at('summed', 'nowhere.bin'), at('summed', 'link.bin'));
  writeFileSync(at('packed', 'our_bowling.bin.gz'), gzipSync(image));
  writeFileSync(at('both', 'a.bin'), image);
  writeFileSync(at('both', 'our_bowling.bin'), image.subarray(0, 2048));
  writeFileSync(at('empty.bin'), '');
  writeFileSync(at('short.bin'), image.subarray(0, 1000));
  writeFileSync(at('odd.bin'), image.subarray(0, 4001));
  writeFileSync(at('large.bin'), new Uint8Array(600 * 1024));
  writeFileSync(at('bad.bin'), Uint8Array.of(0x1f, 0x8b, 8, 1, 2, 3));
  writeFileSync(at('bomb.bin'), gzipSync(new Uint8Array(2 ** 22)));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('finding', () => {
  test('by MD5 notices a changed file', () => {
    mkdirSync(at('changing'));
    const write = (bytes: Uint8Array) => writeFileSync(at('changing', 'x.bin'), bytes);
    const find = () => findRom(game, { folders: [at('changing')] });
    write(image.subarray(0, 2048));
    expect(find).toThrow(expect.objectContaining({ code: 'rom-missing' }));
    write(image);
    expect(find().md5).toBe(md5(image));
  });

  test.each([
    ['by name, in any case and with either extension', ['cased'], 'Our_Bowling.A26'],
    ['by MD5, whatever the file is called', ['summed'], 'Bowling (1979) (Atari).bin'],
    ['packed', ['packed'], 'our_bowling.bin.gz'],
    ['by MD5 where the named file has another', ['both'], 'a.bin'],
    ['in a later folder, where an earlier has the name alone', ['named', 'summed'], 'Bowling (1979) (Atari).bin'],
    ['in the order of the folders, past missing ones', ['nowhere', 'summed', 'named'], 'Bowling (1979) (Atari).bin'],
  ])('%s', (_what, folders, file) => {
    const rom = findRom(game, { folders: folders.map((name) => at(name)) });
    expect(rom.path.startsWith(folder)).toBe(true);
    expect(rom.path.endsWith(file)).toBe(true);
    expect(rom.md5).toBe(md5(image));
  });

  test('a file with the name and another MD5 is refused, unless it is wanted', () => {
    const got = md5(image.subarray(0, 2048));
    expect(() => findRom(game, { folders: [at('named')] })).toThrow(
      expect.objectContaining({
        code: 'rom-md5',
        message: `${at('named', 'Our_Bowling.A26')} is not the known ROM of OurBowling: expected md5 ${md5(image)}, got ${got}`,
      }),
    );
    expect(findRom(game, { folders: [at('named')], checkMd5: false }).md5).toBe(got);
    expect(findRom({ ...game, md5: [] }, { folders: [at('named')] }).md5).toBe(got);
  });

  test('gzip is unpacked', () => {
    expect(findRom(game, { folders: [at('packed')] })).toMatchObject({ bytes: Buffer.from(image), md5: md5(image) });
  });

  test('a missing ROM: the message has names, MD5 and folders', () => {
    const folders = [at('nowhere'), folder];
    const message = `no ROM of OurBowling: expected our_bowling.bin or our_bowling.a26 (md5 ${md5(image)}) in ${folders.join(', ')}; copy the file into one of these folders, or name its folder in ALE_ROM_DIR`;
    expect(describeMissing(game, { folders })).toBe(message);
    expect(describeMissing(game, { folders }, 'ask. ')).toBe(message.replace('expected', 'ask. expected'));
    expect(() => findRom(game, { folders })).toThrow(
      expect.objectContaining({ code: 'rom-missing', message, got: folders }),
    );
  });
});

test('the folders, in order', () => {
  const folders = romFolders({ ALE_ROM_DIR: ['/a', 'b'].join(delimiter), XDG_DATA_HOME: '/data' });
  expect(folders.slice(0, 3)).toEqual([resolve('/a'), resolve('b'), resolve('roms')]);
  expect(folders[3]).toMatch(/[/\\]\.sap-atari[/\\]roms$/);
  expect(folders[4]).toBe(resolve('/data/sap-atari/roms'));
});

describe('errors of files, in one line', () => {
  test('a folder, a FIFO, a device: refused without waiting', () => {
    mkdirSync(at('folder.bin'));
    execFileSync('mkfifo', [at('fifo.bin')]);
    symlinkSync('/dev/zero', at('device.bin'));
    for (const [file, reason] of [
      ['folder.bin', 'expected a file, got a folder'],
      ['fifo.bin', 'expected a regular file'],
      ['device.bin', 'expected a regular file'],
    ] as const) {
      expect(() => readRom(at(file))).toThrow(
        expect.objectContaining({ code: 'rom-missing', message: `cannot read ROM ${at(file)}: ${reason}` }),
      );
    }
  });

  test.each([
    ['none.bin', 'rom-missing', /^cannot read ROM .*none\.bin: no such file$/],
    ['empty.bin', 'rom-empty', /is empty: expected a cartridge image, got 0 bytes$/],
    ['short.bin', 'rom-truncated', /is truncated: expected at least 2048 bytes, got 1000$/],
    ['odd.bin', 'rom-size', /has a wrong size: expected a multiple of 256 bytes, got 4001$/],
    ['large.bin', 'rom-size', /is too large: expected at most 524288 bytes, got 614400$/],
    ['bad.bin', 'rom-compressed', /^cannot unpack ROM .*bad\.bin: /],
    ['bomb.bin', 'rom-compressed', /^cannot unpack ROM .*bomb\.bin: /],
  ])('%s', (file, code, message) => {
    expect(() => readRom(at(file))).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });
});
