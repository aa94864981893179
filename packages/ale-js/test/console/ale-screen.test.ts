import { describe, expect, test, vi } from 'vitest';
import { colorAverage, screenColors, toGray } from '../../src/console/screen.js';
import { homebrew } from '../../src/homebrew.js';
import { load, thrown } from '../helpers/loaded-probe.js';
import { ntscProbe, palProbe, probeModule } from '../helpers/probe.js';

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

  test.each([
    ['NTSC', ntscProbe],
    ['PAL', palProbe],
  ] as const)('of a %s game has its colors', (_format, rom) => {
    const ale = load('assault', {}, rom);
    ale.act(0);
    const { red, green, blue, gray } = ale.screenColors;
    const screen = ale.getScreen();
    expect([...ale.getScreenRGB()]).toEqual([...screen].flatMap((pixel) => [red[pixel]!, green[pixel]!, blue[pixel]!]));
    expect(ale.getScreenGrayscale()).toEqual(screen.map((pixel) => gray[pixel]!));
  });

  test('pooled is, pixel by pixel, the brighter of the last two frames, in its own color', async () => {
    const { gray, red, green, blue } = screenColors('NTSC');
    const { game, games, rom } = homebrew.catch;
    const ale = new (await probeModule({ games })).ALEInterface();
    ale.loadROMBytes(rom, `${game}.bin`);
    let differing = 0;
    for (let frame = 0; frame < 60; frame++) {
      const before = ale.getScreen();
      ale.act(3);
      const now = ale.getScreen();
      const brighter = now.map((pixel, i) => (gray[before[i]!]! > gray[pixel]! ? before[i]! : pixel));
      if (!Buffer.from(brighter).equals(now)) differing++;
      const expected = Buffer.from([...brighter].flatMap((pixel) => [red[pixel]!, green[pixel]!, blue[pixel]!]));
      expect(expected.equals(ale.getScreenRGB(true))).toBe(true);
    }
    expect(differing).toBeGreaterThan(10);
    expect(() => load('assault', { color_averaging: true }).getScreenRGB(true)).toThrow(
      thrown('unsupported', 'getScreenRGB(true) requires the setting color_averaging to be false, got true'),
    );
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
