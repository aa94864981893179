import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aleGames, findGame } from '../../src/games/game-table.js';
import { findAlePyRoms, packageFolders } from '../../src/roms/ale-py.js';
import { md5 } from '../../src/roms/md5.js';
import { describeWithRoms } from '../helpers/commercial-roms.js';

let folder = '';

/** A program that answers like an interpreter. */
function interpreter(name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ale-py-'));
  mkdirSync(join(folder, 'full', 'roms'), { recursive: true });
  mkdirSync(join(folder, 'bare', 'roms'), { recursive: true });
  writeFileSync(join(folder, 'full', 'roms', 'pong.bin'), 'any');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the ROMs of ale-py', () => {
  test('are those of the first interpreter that has some', () => {
    const asked = [
      join(folder, 'no such program'),
      interpreter('failing', 'exit 1'),
      interpreter('without', 'echo ""'),
      interpreter('bare-python', `echo "${join(folder, 'bare')}"`),
      interpreter('full-python', `echo "${join(folder, 'full')}"`),
    ];
    expect(findAlePyRoms(asked)).toBe(join(folder, 'full', 'roms'));
    expect(findAlePyRoms(asked.slice(0, -1), [])).toBeUndefined();
  });

  test('are those of the first folder of packages when no interpreter has some', () => {
    const packages = (...parts: string[]) => join(folder, ...parts);
    for (const path of ['conda/lib/python3.12/site-packages', 'home/.local/lib/python3.9/dist-packages']) {
      mkdirSync(packages(path, 'ale_py', 'roms'), { recursive: true });
      writeFileSync(packages(path, 'ale_py', 'roms', 'pong.bin'), 'any');
    }
    const home = packages('home');
    const user = packageFolders({}, home);
    expect(findAlePyRoms([], user)).toBe(packages('home/.local/lib/python3.9/dist-packages/ale_py/roms'));
    const conda = packageFolders({ CONDA_PREFIX: packages('conda') }, home);
    expect(findAlePyRoms([], conda)).toBe(packages('conda/lib/python3.12/site-packages/ale_py/roms'));
  });
});

describeWithRoms('a commercial ROM', ['Bowling', 'Pong'], (rom) => {
  test('has the MD5 of its game', () => {
    for (const game of ['Bowling', 'Pong']) expect(findGame(aleGames, game).md5).toContain(md5(rom(game)));
  });
});
