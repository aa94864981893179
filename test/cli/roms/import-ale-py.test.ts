import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { importRoms } from '../../../src/cli/roms/import-roms.js';

const image = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../roms/homebrew/${name}.bin`, import.meta.url)));
const here = process.cwd();
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sap-atari-ale-py-'));
  process.chdir(folder);
  vi.stubEnv('PATH', folder); // no interpreter
  vi.stubEnv('PYTHON', '');
  vi.stubEnv('VIRTUAL_ENV', join(folder, 'environment'));
});
afterEach(() => {
  process.chdir(here);
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const write = (path: string, bytes: Uint8Array) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
};
const install = (game: string) => write('environment/lib/python3.13/site-packages/ale_py/roms/any.bin', image(game));
const wheel = (version: string, game: string) =>
  write(`ale_py-${version}-cp313-linux.whl`, zipSync({ 'ale_py/roms/any.bin': image(game) }));

/** Imports from these paths and returns what was printed. */
async function imported(...paths: string[]): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    await importRoms(paths, { to: join(folder, 'to'), replace: false });
    return log.mock.calls.join('\n');
  } finally {
    log.mockRestore();
  }
}

describe('the ROMs of ale-py', () => {
  test('are read from a wheel, and from a wheel in a folder', async () => {
    wheel('0.12.1', 'catch');
    expect(await imported('ale_py-0.12.1-cp313-linux.whl')).toMatch(/^imported {2}catch .*whl › ale_py.roms/);
    expect(await imported('.')).toMatch(/^present {3}catch .*whl › ale_py.roms/);
  });

  test('without a path, are those of an installed ale-py before those of a wheel', async () => {
    install('catch');
    wheel('0.12.1', 'tenpins');
    expect(await imported()).toMatch(/^imported {2}catch .*python3\.13/);
  });

  test('without a path, are those of the newest wheel in the current folder', async () => {
    wheel('0.9.0', 'catch');
    wheel('0.12.1', 'tenpins');
    expect(await imported()).toMatch(/^imported {2}tenpins .*ale_py-0\.12\.1/);
  });
});
