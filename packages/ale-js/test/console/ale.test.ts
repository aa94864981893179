import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { ALEInterface } from '../../src/console/ale.js';
import { colorAverage, screenColors, toGray } from '../../src/console/screen.js';
import type { SettingKey } from '../../src/console/settings.js';
import { findGame } from '../../src/games/game-table.js';
import { md5 } from '../../src/roms/md5.js';
import { ntscProbe, palProbe, probeModule } from '../helpers/probe.js';

const module = await probeModule();

/** @param game whose rules are played: the probe ends every mode loop */
function load(
  game = 'assault',
  settings: Partial<Record<SettingKey, boolean | number | string>> = {},
  rom = ntscProbe,
): ALEInterface {
  const ale = new module.ALEInterface();
  ale.set({ random_seed: 1, ...settings });
  ale.loadROMBytes(rom, `${game}.bin`);
  return ale;
}

/** All that a player can see. */
function facts(ale: ALEInterface) {
  return [
    ale.getFrameNumber(),
    ale.getEpisodeFrameNumber(),
    ale.gameOver(),
    ale.lives(),
    ale.getMode(),
    ale.getDifficulty(),
    md5(ale.ram),
    md5(ale.screen),
    md5(ale.observe(true)),
  ];
}

const thrown = (code: string, message: RegExp | string) =>
  expect.objectContaining({
    name: 'AleError',
    code,
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });

describe("the names of ALE's web package", () => {
  const names =
    'setBool setInt setFloat setString getBool getInt getFloat getString loadROM loadROMFromURL loadROMFromFile act resetGame gameOver gameTruncated lives getFrameNumber getEpisodeFrameNumber getScreenRGB getScreenGrayscale getScreenImageData renderToCanvas getScreenWidth getScreenHeight getRAM setRAM getLegalActionSet getMinimalActionSet getAvailableModes getAvailableDifficulties setMode setDifficulty getMode getDifficulty saveState loadState';
  test.each(names.split(' '))('%s', (name) => {
    expect(typeof new module.ALEInterface()[name as keyof ALEInterface]).toBe('function');
  });
  test('and its version', () => expect(module.ALEInterface.getVersion()).toBe('0.12.0'));
});

describe('loading', () => {
  test('before it, every method throws', () => {
    const ale = new module.ALEInterface();
    for (const call of [
      () => ale.act(0),
      () => ale.resetGame(),
      () => ale.getRAM(),
      () => ale.screen,
      () => ale.game,
    ]) {
      expect(call).toThrow(thrown('no-rom-loaded', 'no ROM is loaded: call loadROM first'));
    }
  });

  test('loads files of the virtual file system', async () => {
    const { ALEInterface, FS } = await probeModule({ roms: { 'assault.bin': ntscProbe } });
    const ale = new ALEInterface();
    expect(FS.readdir('/roms')).toContain('assault.bin');
    ale.loadROM('/roms/assault.bin');
    expect(ale.game.id).toBe('assault');
    expect(ale.getString('rom_file')).toBe('/roms/assault.bin');
    expect(() => ale.loadROM('/roms/none.bin')).toThrow(thrown('rom-missing', /^no such file: "\/roms\/none\.bin"/));
  });

  test('loads from a URL', async () => {
    const respond = (status: number) => vi.fn(async () => new Response(new Uint8Array(ntscProbe), { status }));
    const ale = new module.ALEInterface();
    vi.stubGlobal('fetch', respond(200));
    expect(await ale.loadROMFromURL('https://example.org/x/assault.bin?v=1')).toBe('/roms/assault.bin');
    expect(await ale.loadROMFromURL('/files/17', 'pong.bin')).toBe('/roms/pong.bin');
    expect(ale.game.id).toBe('pong');
    vi.stubGlobal('fetch', respond(404));
    await expect(ale.loadROMFromURL('/none.bin')).rejects.toThrow(thrown('rom-missing', /HTTP status 404/));
    vi.unstubAllGlobals();
  });

  test('loads a chosen file', async () => {
    const ale = new module.ALEInterface();
    expect(await ale.loadROMFromFile(new File([new Uint8Array(ntscProbe)], 'breakout.bin'))).toBe('/roms/breakout.bin');
    expect(ale.game.id).toBe('breakout');
  });

  test('unpacks fetched and chosen files', async () => {
    const ale = new module.ALEInterface();
    await ale.loadROMFromFile(new File([new Uint8Array(gzipSync(ntscProbe))], 'breakout.bin'));
    expect(ale.game.id).toBe('breakout');
    const broken = new File([Uint8Array.of(31, 139, 8, 0, 1, 2)], 'x.bin');
    await expect(ale.loadROMFromFile(broken)).rejects.toThrow(thrown('rom-compressed', /^cannot unpack x\.bin: /));
  });

  test('refuses another CPU than the one of published results', () => {
    expect(() => load('assault', { cpu: 'high' })).toThrow(thrown('unsupported', /expected "low" .* got "high"/));
  });

  test.each([
    [
      'nothing',
      new Uint8Array(),
      'assault.bin',
      'rom-empty',
      'assault.bin is empty: expected a cartridge image, got 0 bytes',
    ],
    ['a packed file', Uint8Array.of(31, 139, 8, 0), 'assault.bin', 'rom-compressed', /unpack it first/],
    [
      'an unknown one',
      ntscProbe,
      'x.bin',
      'unknown-game',
      /^x\.bin: no game lists the md5 ec1b7ce0d4ab3a10e60dadc426f32ae7/,
    ],
    ['a huge one', new Uint8Array(2 ** 20), 'assault.bin', 'rom-size', /expected at most 524288 bytes, got 1048576/],
    ['a cut one', ntscProbe.subarray(0, 1234), 'assault.bin', 'rom-unsupported', /^ROM of 1234 bytes/],
  ])('%s is refused', (_what, rom, name, code, message) => {
    const ale = new module.ALEInterface();
    expect(() => ale.loadROMBytes(rom, name)).toThrow(thrown(code, message));
    expect(() => ale.act(0)).toThrow(thrown('no-rom-loaded', /./));
  });

  test('by name alone causes a warning', async () => {
    const { ALEInterface, warnings } = await probeModule();
    new ALEInterface().loadROMBytes(ntscProbe, 'assault.bin');
    expect(warnings).toEqual([
      expect.stringMatching(/^assault\.bin: expected the ROM of Assault \(md5 .*\), got an unknown ROM/),
    ]);
  });

  test('a game can be chosen, but not with the ROM of another game', async () => {
    const own = { ...findGame(module.games, 'pong'), id: 'own', md5: [md5(ntscProbe)], name: 'Own' };
    const { ALEInterface, games, warnings } = await probeModule({ games: [own] });
    const ale = new ALEInterface();
    ale.loadROMBytes(ntscProbe, 'x', { game: findGame(games, 'own') });
    expect([ale.game.id, warnings]).toEqual(['own', []]);
    expect(() => ale.loadROMBytes(ntscProbe, 'x', { game: findGame(games, 'pong') })).toThrow(
      thrown('rom-md5', /^x: expected the ROM of Pong \(md5 .*\), got that of Own/),
    );
  });

  test("a name of a game that precedes the ROM's own in the table only causes a warning, as in ALE", async () => {
    const own = { ...findGame(module.games, 'pong'), id: 'own', md5: [md5(ntscProbe)], name: 'Own' };
    const { ALEInterface, warnings } = await probeModule({ games: [own] });
    const ale = new ALEInterface();
    ale.loadROMBytes(ntscProbe, 'assault.bin');
    expect([ale.game.id, warnings.length]).toEqual(['assault', 1]);
  });

  test('a second time builds everything again, regardless of what was played before', () => {
    const used = load('breakout', {}, palProbe);
    for (let i = 0; i < 50; i++) used.act(i % 18);
    used.rememberFrame();
    used.loadROMBytes(ntscProbe, 'assault.bin');
    const fresh = load();
    fresh.rememberFrame();
    used.rememberFrame();
    for (let i = 0; i < 20; i++) {
      expect(facts(used)).toEqual(facts(fresh));
      expect(used.act(i % 18)).toBe(fresh.act(i % 18));
    }
  });

  test('settings that a game requires persist for later games', () => {
    const ale = load('blackjack');
    expect(ale.getInt('paddle_max')).toBe(795000);
    ale.loadROMBytes(ntscProbe, 'assault.bin');
    expect(ale.getInt('paddle_max')).toBe(795000);
  });

  test('settings take effect at the next load, not before', () => {
    const ale = load('assault', { frame_skip: 2 });
    ale.setInt('frame_skip', 5);
    ale.act(0);
    expect(ale.getFrameNumber()).toBe(2);
    ale.loadROMBytes(ntscProbe, 'assault.bin');
    ale.act(0);
    expect(ale.getFrameNumber()).toBe(5);
  });

  test('a frame skip below 1 is 1', () => {
    const ale = load('assault', { frame_skip: -3 });
    ale.act(0);
    expect(ale.getFrameNumber()).toBe(1);
  });

  test('a seed of −1 uses the clock', () => {
    vi.useFakeTimers({ now: 12345 });
    const byClock = load('assault', { random_seed: -1 }).saveState(true);
    vi.useRealTimers();
    expect(byClock).toEqual(load('assault', { random_seed: 12345 }).saveState(true));
  });
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

describe('the screen', () => {
  test.each([
    ['NTSC', ntscProbe, 210],
    ['PAL', palProbe, 250],
  ])('of a %s game has its size in every form', (_format, rom, height) => {
    const ale = load('assault', {}, rom);
    expect([ale.getScreenWidth(), ale.getScreenHeight()]).toEqual([160, height]);
    const pixels = 160 * height;
    const sizes = [ale.getScreen(), ale.screen, ale.getScreenGrayscale(), ale.getScreenRGB()].map(
      ({ length }) => length,
    );
    expect(sizes).toEqual([pixels, pixels, pixels, 3 * pixels]);
  });

  test('is a view that follows the frames', () => {
    const ale = load();
    ale.act(0);
    expect(ale.screen.buffer).toBe(ale.ram.buffer);
    expect(ale.getScreen()).toEqual(Uint8Array.from(ale.screen));
    expect(ale.observe().buffer).toBe(ale.ram.buffer);
    expect(ale.observe()).toHaveLength(84 * 84);
  });

  test('in gray is the palette applied to the screen, in every frame', () => {
    for (const [format, rom] of [
      ['NTSC', ntscProbe],
      ['PAL', palProbe],
    ] as const) {
      const ale = load('assault', {}, rom);
      for (let i = 0; i < 3; i++) {
        ale.act(0);
        expect(ale.getScreenGrayscale()).toEqual(toGray(ale.getScreen(), screenColors(format)));
      }
    }
  });

  test('with color averaging blends two frames', () => {
    const [plain, blended] = [load(), load('assault', { color_averaging: true })];
    plain.act(0);
    const before = plain.getScreen();
    plain.act(0);
    for (let i = 0; i < 2; i++) blended.act(0);
    const average = colorAverage('NTSC');
    expect(blended.getScreen()).toEqual(plain.screen.map((pixel, i) => average(pixel, before[i]!)));
    expect(() => blended.observe()).toThrow(thrown('unsupported', /color_averaging/));
  });

  test('as ImageData requires a browser', () => {
    expect(() => load().getScreenImageData()).toThrow(
      thrown('unsupported', 'getScreenImageData requires a browser: use getScreenRGB here'),
    );
  });

  test('is drawn on a canvas, and a missing canvas is reported', async () => {
    const { ALEInterface, warnings } = await probeModule();
    const ale = new ALEInterface();
    ale.loadROMBytes(ntscProbe, 'assault.bin');
    warnings.length = 0;
    const put = vi.fn();
    const canvas = { width: 1, height: 1, getContext: () => ({ putImageData: put }) };
    vi.stubGlobal('document', { getElementById: (id: string) => (id === 'screen' ? canvas : null) });
    vi.stubGlobal(
      'ImageData',
      class {
        constructor(
          readonly data: Uint8ClampedArray,
          readonly width: number,
          readonly height: number,
        ) {}
      },
    );
    ale.renderToCanvas('screen');
    ale.renderToCanvas('nowhere');
    vi.unstubAllGlobals();
    expect([canvas.width, canvas.height, put.mock.calls[0]?.[0].data.length]).toEqual([160, 210, 4 * 160 * 210]);
    expect(warnings).toEqual(['renderToCanvas: this page has no canvas with the id "nowhere"']);
  });
});

const anyAction = fc.integer({ min: 0, max: 17 });

describe('saved states', () => {
  test('contain the console, the counters and the rules', () => {
    const ale = load('breakout');
    for (let i = 0; i < 10; i++) ale.act(1);
    ale.setMode(4);
    const state = ale.saveState();
    const [ram, frame] = [ale.getRAM(), ale.getFrameNumber()];
    ale.setMode(0);
    for (let i = 0; i < 10; i++) ale.act(3);
    const screen = ale.getScreen();
    ale.loadState(state);
    expect([ale.getRAM(), ale.getFrameNumber(), ale.getMode()]).toEqual([ram, frame, 4]);
    expect(ale.getScreen()).toEqual(screen);
  });

  test('contain the generator on request, otherwise it continues', () => {
    const futures = (withRandom: boolean) => {
      const ale = load('assault', { repeat_action_probability: 0.5 });
      ale.act(5);
      const state = ale.saveState(withRandom);
      const play = () =>
        Array.from({ length: 40 }, (_, i) => {
          ale.act(i % 18);
          return ale.ram[0x40]!;
        });
      const first = play();
      ale.loadState(state);
      ale.act2(5, 18);
      ale.loadState(state);
      return [first, play()];
    };
    const [one, same] = futures(true);
    expect(same!.slice(1)).toEqual(one!.slice(1));
    const [other, different] = futures(false);
    expect(different).not.toEqual(other);
  });

  test.each([
    ['garbage', () => Uint8Array.of(1, 2, 3), /^not a saved state of ale-js: .* 3 bytes$/],
    ['one of another ROM', () => load('assault', {}, palProbe).saveState(), /another ROM/],
    ['a cut one', () => load().saveState().subarray(0, 1000), /wrong size: expected \d+ bytes, got 1000/],
    [
      'a snapshot',
      () => load().saveSnapshot(),
      'expected a saved state, got a snapshot: restore it with restoreSnapshot',
    ],
  ])('%s is refused', (_what, state, message) => {
    expect(() => load().loadState(state())).toThrow(thrown('bad-state', message));
  });
});

describe('snapshots', () => {
  test('continue to the same bytes, in another console too', () => {
    fc.assert(
      fc.property(
        fc.array(anyAction, { maxLength: 30 }),
        fc.array(anyAction, { minLength: 1, maxLength: 30 }),
        fc.constantFrom('assault', 'breakout', 'pong', 'berzerk', 'atlantis2', 'seaquest'),
        (before, after, game) => {
          const settings = { repeat_action_probability: 0.5, frame_skip: 2 };
          const [one, other] = [load(game, settings), load(game, { ...settings, random_seed: 99 })];
          for (const action of before) one.act2(action, 18 + ((action * 7) % 18), 0.3, 0.8);
          one.rememberFrame();
          other.act(3);
          other.restoreSnapshot(one.saveSnapshot());
          for (const action of after) {
            expect(facts(other)).toEqual(facts(one));
            expect(other.act(action)).toBe(one.act(action));
          }
          one.resetGame();
          other.resetGame();
          expect(facts(other)).toEqual(facts(one));
        },
      ),
      { numRuns: 25 },
    );
  });

  test('are not saved states', () => {
    const ale = load();
    expect(() => ale.restoreSnapshot(ale.saveState())).toThrow(
      thrown('bad-state', 'expected a snapshot, got a saved state: restore it with loadState'),
    );
  });
});
