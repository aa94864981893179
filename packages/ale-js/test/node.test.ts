import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aleGames, findGame } from '../src/games/game-table.js';
import createALEModule, { createALE } from '../src/node.js';
import { md5 } from '../src/roms/md5.js';
import { ntscProbe } from './helpers/probe.js';

let folder = '';
const { name: _name, ...entry } = { ...findGame(aleGames, 'assault'), id: 'probe', md5: [md5(ntscProbe)] };
const silent = { games: [entry], printErr: () => {} };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ale-js-node-'));
  writeFileSync(join(folder, 'some dump.bin'), ntscProbe);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('createALE', () => {
  test.each([
    ['by the game', { game: 'Probe' }],
    ['by the ROM', { rom: 'some dump.bin' }],
    ['by its bytes', { rom: ntscProbe }],
    ['by both', { game: 'probe', rom: 'some dump.bin' }],
  ])('gives a console, %s', async (_how, { rom, ...how }: { game?: string; rom?: string | Uint8Array }) => {
    const source = typeof rom === 'string' ? join(folder, rom) : rom;
    const ale = await createALE({
      ...silent,
      ...how,
      ...(source && { rom: source }),
      romFolders: [folder],
      settings: { random_seed: 3, repeat_action_probability: 0, frame_skip: 4 },
    });
    expect(ale.game.name).toBe('Probe');
    ale.act(0);
    expect(ale.getFrameNumber()).toBe(4);
  });

  test.each([
    ['nothing', {}, 'rom-missing', /expected the option "game" or "rom", got neither/],
    ['an unknown game', { game: 'Bowlingg' }, 'unknown-game', /did you mean "Bowling"/],
    [
      'a game whose ROM is not there',
      { game: 'Bowling' },
      'rom-missing',
      /^no ROM of Bowling: expected bowling\.bin or/,
    ],
    ['the ROM of another', { game: 'Bowling', rom: ntscProbe }, 'rom-md5', /got that of Probe/],
  ])('refuses %s', async (_what, options, code, message) => {
    await expect(createALE({ ...silent, ...options, romFolders: [folder] })).rejects.toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});

test('loadROM reads real files', async () => {
  const { ALEInterface } = await createALEModule(silent);
  const ale = new ALEInterface();
  ale.loadROM(join(folder, 'some dump.bin'));
  expect(ale.game.id).toBe('probe');
});
