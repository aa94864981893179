import { gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { findGame } from '../../src/games/game-table.js';
import { md5 } from '../../src/roms/md5.js';
import { facts, load, module, thrown } from '../helpers/loaded-probe.js';
import { ntscProbe, palProbe, probeModule } from '../helpers/probe.js';

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
