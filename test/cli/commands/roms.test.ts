import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { romsCommand } from '../../../src/cli/commands/roms.js';

const homebrew = new URL('../../../roms/homebrew/', import.meta.url);
const catchRom = new Uint8Array(readFileSync(new URL('catch.bin', homebrew)));
const tenpinsRom = new Uint8Array(readFileSync(new URL('tenpins.bin', homebrew)));
const noise = Uint8Array.from({ length: 4096 }, (_, i) => (i * i) >> 3);

let folder = '';
const at = (...parts: string[]) => join(folder, ...parts);
const to = () => at('to');
const written = () => (existsSync(to()) ? readdirSync(to()).sort() : []);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sap-atari-roms-'));
  vi.stubEnv('ALE_ROM_DIR', '');
  vi.stubEnv('HOME', folder);
  vi.stubEnv('XDG_DATA_HOME', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** Runs `roms …` and returns what it printed. */
async function roms(...args: string[]): Promise<{ out: string; err: string }> {
  const lines = { out: [] as string[], err: [] as string[] };
  const log = vi.spyOn(console, 'log').mockImplementation((line) => void lines.out.push(line));
  const error = vi.spyOn(console, 'error').mockImplementation((line) => void lines.err.push(line));
  try {
    await romsCommand().parseAsync(args, { from: 'user' });
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
  return { out: lines.out.join('\n'), err: lines.err.join('\n') };
}
const importing = (...paths: string[]) => roms('import', ...paths.map((path) => at(path)), '--to', to());
const usage = (message: RegExp) =>
  expect.objectContaining({ name: 'UsageError', message: expect.stringMatching(message) });

const file = (name: string, bytes: Uint8Array | string) => {
  mkdirSync(join(at(name), '..'), { recursive: true });
  writeFileSync(at(name), bytes);
};

/** Offsets of the headers in a zip's central directory. */
function directory(zip: Uint8Array): number[] {
  const view = new DataView(zip.buffer, zip.byteOffset);
  const starts = [];
  for (let i = 0; i + 4 <= zip.length; i++) if (view.getUint32(i, true) === 0x02014b50) starts.push(i);
  return starts;
}

/** The zip, saying of all its files that they unpack to so many bytes. */
function claiming(bytes: number, zip: Uint8Array): Uint8Array {
  const view = new DataView(zip.buffer, zip.byteOffset);
  for (const start of directory(zip)) view.setUint32(start + 24, bytes, true);
  return zip;
}

/** The zip with the mark of encryption on every file. */
function encrypted(zip: Uint8Array): Uint8Array {
  const view = new DataView(zip.buffer, zip.byteOffset);
  for (const start of directory(zip)) view.setUint16(start + 8, view.getUint16(start + 8, true) | 1, true);
  return zip;
}

function withDirectoryAt(place: number, zip: Uint8Array): Uint8Array {
  new DataView(zip.buffer, zip.byteOffset).setUint32(zip.length - 22 + 16, place, true);
  return zip;
}

/** The zip of one file, its directory listing that file again and again. */
function overlapping(times: number, zip: Uint8Array): Uint8Array {
  const start = directory(zip)[0]!;
  const end = zip.length - 22;
  const record = zip.slice(end);
  new DataView(record.buffer).setUint16(10, times, true);
  return Buffer.concat([zip.subarray(0, start), ...new Array(times).fill(zip.subarray(start, end)), record]);
}
const zipOf32MiB = () => zipSync({ 'x.txt': new Uint8Array(2 ** 25) }, { level: 0 });

describe('import', () => {
  test.each<[string, () => void, string]>([
    ['a file of any name', () => file('x/Some Game (1979)', catchRom), 'x/Some Game (1979)'],
    ['a packed file', () => file('x/a.bin.gz', gzipSync(catchRom)), 'x/a.bin.gz'],
    ['a folder, and folders in it', () => file('x/deep/er/a.rom', catchRom), 'x'],
    ['a zip', () => file('x.zip', zipSync({ 'a/b/Catch!.bin': catchRom, 'note.txt': noise })), 'x.zip'],
    ['a zip of another name', () => file('x.dat', zipSync({ 'a.bin': catchRom })), 'x.dat'],
    ['a zip in a folder', () => file('x/y.zip', zipSync({ 'a.a26': [catchRom, { level: 0 }] })), 'x'],
    ['a zip in a zip', () => file('x.zip', zipSync({ 'ROMS.zip': zipSync({ 'a.bin': catchRom }) })), 'x.zip'],
    ['a packed file in a zip', () => file('x.zip', zipSync({ 'a.bin.gz': gzipSync(catchRom) })), 'x.zip'],
  ])('finds a ROM in %s', async (_what, prepare, path) => {
    prepare();
    const { out } = await importing(path);
    expect(out).toMatch(/^imported {2}catch /);
    expect(written()).toEqual(['catch.bin']);
    expect(readFileSync(at('to', 'catch.bin')).equals(catchRom)).toBe(true);
  });

  test('takes several paths, says what became of each, and what to do next', async () => {
    file('one/a.bin', catchRom);
    file('one/other.bin', noise);
    file('two.zip', zipSync({ 'b.bin': tenpinsRom, 'again.bin': catchRom }));
    const { out } = await importing('one', 'two.zip');
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^imported {2}catch .*one.a\.bin$/);
    expect(lines[1]).toMatch(/^imported {2}tenpins .*two\.zip › b\.bin$/);
    expect(lines[2]).toBe(`2 imported to ${to()}, 0 already present, 2 not needed`);
    expect(lines[3]).toBe(`this folder is not searched by default; run: export ALE_ROM_DIR=${to()}`);
  });

  test('goes to ~/.sap-atari/roms, which is searched', async () => {
    file('a.bin', catchRom);
    const { out } = await roms('import', at('a.bin'));
    expect(out).not.toContain('ALE_ROM_DIR');
    expect(readdirSync(at('.sap-atari', 'roms'))).toEqual(['catch.bin']);
  });

  test('leaves what is there: the ROM itself, and other files unless told to replace them', async () => {
    file('a.bin', catchRom);
    await importing('a.bin');
    expect((await importing('a.bin')).out).toMatch(/^present[\s\S]*0 imported to .*, 1 already present/);
    file('to/catch.bin', noise);
    expect((await importing('a.bin')).out).toMatch(/^kept[\s\S]*1 kept: .* --replace overwrites it/);
    expect(readFileSync(at('to', 'catch.bin')).equals(noise)).toBe(true);
    await roms('import', at('a.bin'), '--to', to(), '--replace');
    expect(readFileSync(at('to', 'catch.bin')).equals(catchRom)).toBe(true);
  });

  test.each<[string, () => void, string, RegExp]>([
    ['nothing there', () => {}, 'x', /^cannot read .*x: no such file or folder$/],
    ['a link in a circle', () => symlinkSync(at('x'), at('x')), 'x', /^cannot read .*x: ELOOP/],
    ['a FIFO', () => void execFileSync('mkfifo', [at('x')]), 'x', /^cannot read .*x: expected a file, got a FIFO/],
    [
      'an encrypted zip',
      () => file('x.zip', encrypted(zipSync({ 'a.bin': catchRom }))),
      'x.zip',
      /x\.zip › a\.bin: the file is encrypted: unpack it with its password/,
    ],
    [
      'a zip whose directory lies outside',
      () => file('x.zip', withDirectoryAt(2 ** 31, zipSync({ 'a.bin': catchRom }))),
      'x.zip',
      /x\.zip: corrupt zip: the central directory points outside the file$/,
    ],
    [
      'a zip whose directory is no directory',
      () => file('x.zip', withDirectoryAt(0, zipSync({ 'a.bin': catchRom }))),
      'x.zip',
      /points to no file$/,
    ],
    [
      'a zip64',
      () => file('x.zip', withDirectoryAt(2 ** 32 - 1, zipSync({ 'a.bin': catchRom }))),
      'x.zip',
      /got a zip64: pack it again, in parts$/,
    ],
    ['a device', () => symlinkSync('/dev/zero', at('x')), 'x', /^cannot read .*x: expected a file, got a device$/],
    ['no ROM', () => file('x/a.bin', noise), 'x', /^no ROM among 1 images in .*x: expected the md5 of a known game/],
    [
      'no zip',
      () => file('x.zip', noise),
      'x.zip',
      /^cannot read .*x\.zip: not a zip, or truncated: no central directory was found$/,
    ],
    ['a cut zip', () => file('x.zip', zipSync({ a: catchRom }).subarray(0, -60)), 'x.zip', /^cannot read .*x\.zip: /],
    [
      'a damaged zip',
      () => file('x.zip', zipSync({ 'a.bin': catchRom }).fill(0xff, 60, 400)),
      'x.zip',
      /^cannot read .*x\.zip › a\.bin: /,
    ],
    [
      'a zip that wants to be huge',
      () => file('x.zip', overlapping(9, zipSync({ 'a.zip': zipOf32MiB() }, { level: 1 }))),
      'x.zip',
      /^cannot read .*x\.zip: it unpacks to more than 268435456 bytes$/,
    ],
    [
      'a zip that lies about it',
      () => file('x.zip', claiming(4096, zipSync({ 'a.bin': new Uint8Array(2 ** 25) }))),
      'x.zip',
      /^no ROM among 0 images/,
    ],
    [
      'a packed file that wants to be huge',
      () => file('a.bin.gz', gzipSync(new Uint8Array(2 ** 25))),
      'a.bin.gz',
      /^cannot read .*a\.bin\.gz: /,
    ],
  ])('refuses %s in one line, and writes nothing', async (_what, prepare, path, message) => {
    prepare();
    await expect(importing(path)).rejects.toThrow(usage(message));
    expect(written()).toEqual([]);
  });

  test('control characters in names are shown escaped', async () => {
    const name = 'a\nb\u001b[31mRED\u0007\u202egnp.bin';
    const shown = String.raw`a\nb\x1b[31mRED\x07\u202egnp.bin`;
    file('good.zip', zipSync({ [name]: catchRom }));
    expect((await importing('good.zip')).out).toContain(`› ${shown}`);
    file('bad.zip', encrypted(zipSync({ [name]: catchRom })));
    await expect(importing('bad.zip')).rejects.toThrow(shown);
    file('x/bad.zip', encrypted(zipSync({ [name]: catchRom })));
    file('x/a.bin', catchRom);
    const { err } = await importing('x');
    expect(err).toContain(shown);
    expect(err).toMatch(/^\P{Cc}+$/u);
  });

  test('one bad path among several spoils them all: nothing is written', async () => {
    file('good.bin', catchRom);
    file('x.zip', noise);
    await expect(importing('good.bin', 'x.zip')).rejects.toThrow(usage(/^cannot read .*x\.zip: /));
    expect(written()).toEqual([]);
  });

  test('passes over what is damaged in a folder, with a line about it', async () => {
    file('x/a.bin', catchRom);
    file('x/b.zip', noise);
    symlinkSync(at('x', 'c.bin'), at('x', 'c.bin'));
    symlinkSync(at('x'), at('x', 'd'));
    const { out, err } = await importing('x');
    expect(out).toMatch(/^imported/);
    expect(err.split('\n')).toEqual([
      expect.stringMatching(
        /^sap-atari: cannot read .*b\.zip: not a zip, or truncated: no central directory was found$/,
      ),
      expect.stringMatching(/^sap-atari: cannot read .*c\.bin: ELOOP/),
    ]);
  });

  test('leaves no half-written file when it cannot write', async () => {
    file('a.bin', catchRom);
    mkdirSync(at('to', 'catch.bin'), { recursive: true });
    await expect(importing('a.bin')).rejects.toThrow(usage(/^cannot read .*catch\.bin: expected a file, got a folder/));
    await expect(roms('import', at('a.bin'), '--to', to(), '--replace')).rejects.toThrow(usage(/^cannot read /));
    expect(written()).toEqual(['catch.bin']);
    file('file', noise);
    await expect(roms('import', at('a.bin'), '--to', at('file', 'x'))).rejects.toThrow(usage(/^--to: cannot make/));
  });
});

describe('list', () => {
  test('says of every game whether its ROM was found, and where', async () => {
    const rows = JSON.parse((await roms('list', '--json')).out) as { id: string; file: string | null; md5: string[] }[];
    expect(rows.length).toBeGreaterThan(104);
    const row = (id: string) => rows.find((candidate) => candidate.id === id);
    expect(row('catch')?.file).toMatch(/catch\.bin$/);
    expect(row('bowling')).toMatchObject({ file: null, md5: [expect.stringMatching(/^[0-9a-f]{32}$/)] });
  });

  test('for people has the expected file and md5 of what is missing', async () => {
    const { out } = await roms('list');
    expect(out).toMatch(/^found +file\n/);
    expect(out).toMatch(/\nBowling +bowling\.bin +[0-9a-f]{32}\n/);
    expect(out).toMatch(/\d+ found, \d+ missing; searched in .*\.sap-atari.roms/);
    expect(out).toMatch(
      /to add ROMs: `pip install ale-py`, then `sap-atari roms import`; or `sap-atari roms import PATH…`$/,
    );
  });
});
