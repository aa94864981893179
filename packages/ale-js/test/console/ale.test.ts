import { describe, expect, test } from 'vitest';
import type { ALEInterface } from '../../src/console/ale.js';
import { findGame } from '../../src/games/game-table.js';
import { md5 } from '../../src/roms/md5.js';
import { load, module, thrown } from '../helpers/loaded-probe.js';
import { ntscProbe, probeModule } from '../helpers/probe.js';

describe("the names of ALE's web package", () => {
  const names =
    'setBool setInt setFloat setString getBool getInt getFloat getString loadROM loadROMFromURL loadROMFromFile act resetGame gameOver gameTruncated lives getFrameNumber getEpisodeFrameNumber getScreenRGB getScreenGrayscale getScreenImageData renderToCanvas getScreenWidth getScreenHeight getRAM setRAM getLegalActionSet getMinimalActionSet getAvailableModes getAvailableDifficulties setMode setDifficulty getMode getDifficulty saveState loadState';
  test.each(names.split(' '))('%s', (name) => {
    expect(typeof new module.ALEInterface()[name as keyof ALEInterface]).toBe('function');
  });
  test('and its version', () => expect(module.ALEInterface.getVersion()).toBe('0.12.0'));
});

describe('acting', () => {
  test.each([
    [18, 18, /player A: expected an action in 0…17, got 18/],
    [-1, 18, /player A/],
    [0.5, 18, /player A/],
    [Number.NaN, 18, /player A/],
    [0, 3, /player B: expected an action in 18…35, got 3/],
    [0, 36, /player B/],
  ])('%f and %f are refused', (a, b, message) => {
    expect(() => load().act2(a, b)).toThrow(thrown('unknown-action', message));
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('a paddle strength of %f is refused', (strength) => {
    expect(() => load('breakout').act(3, strength)).toThrow(
      thrown('paddle-strength', `paddle strength: expected 0…1, got ${strength}`),
    );
  });

  test('the same seed gives the same episode, another seed another one', () => {
    const play = (seed: number) => {
      const ale = load('assault', { random_seed: seed });
      return Array.from({ length: 60 }, (_, i) => {
        ale.act(i % 18);
        return md5(ale.ram);
      });
    };
    expect(play(5)).toEqual(play(5));
    expect(play(5)).not.toEqual(play(6));
  });

  test('action sets, modes and difficulties are those of the game', () => {
    const ale = load('skiing');
    expect(ale.getLegalActionSet()).toEqual([0, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(ale.getMinimalActionSet()).toEqual([0, 3, 4]);
    const assault = load();
    expect(assault.getLegalActionSet()).toEqual(Array.from({ length: 18 }, (_, i) => i));
    expect(assault.getAvailableModes()).toEqual([0]);
    expect(assault.getAvailableDifficulties()).toEqual([0]);
    expect(() => assault.setMode(3)).toThrow(thrown('unknown-mode', 'assault has no mode 3; expected one of 0'));
    expect(() => assault.setDifficulty(1)).toThrow(
      thrown('unknown-difficulty', 'assault has no difficulty 1; expected one of 0'),
    );
  });

  test('a mode is stored, and applied by the reset', async () => {
    // The probe counts the frames of SELECT at 0xD1.
    const selects = ['&', ['ram', 0xd1], 3];
    const modes = {
      modes: [0, 1, 2, 3],
      difficulties: [0, 1],
      modeProgram: [['while', ['!=', selects, 'mode'], [['select', 1]]]],
    };
    const { name: _name, ...assault } = findGame(module.games, 'assault');
    const { ALEInterface } = await probeModule({
      games: [{ ...assault, ...modes, id: 'select_counter', md5: [md5(ntscProbe)], defaultMode: 0 }],
    });
    const ale = new ALEInterface();
    ale.loadROMBytes(ntscProbe);
    for (const mode of [3, 1, 2, 0]) {
      ale.setMode(mode);
      ale.setDifficulty(mode & 1);
      expect([ale.getMode(), ale.getDifficulty()]).toEqual([mode, mode & 1]);
      ale.resetGame();
      expect([ale.getMode(), ale.getDifficulty(), ale.ram[0x51]! & 3]).toEqual([mode, mode & 1, mode]);
    }
  });
});

describe('RAM', () => {
  test('is copied by getRAM and live in ram', () => {
    const ale = load();
    const copy = ale.getRAM();
    ale.setRAM(5, 44);
    expect([copy.length, ale.ram[5], ale.getRAM()[5]]).toEqual([128, 44, 44]);
    expect(copy).not.toEqual(ale.getRAM());
  });
  test.each([-1, 128, 1.5, Number.NaN])('index %f is refused', (index) => {
    expect(() => load().setRAM(index, 1)).toThrow(thrown('ram-index', `RAM index: expected 0…127, got ${index}`));
  });
  test.each([-1, 256, 1.5, Number.NaN])('value %f is refused', (value) => {
    expect(() => load().setRAM(0, value)).toThrow(thrown('ram-value', `RAM value: expected 0…255, got ${value}`));
  });
});
