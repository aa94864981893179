import { describe, expect, it } from 'vitest';
import { frameBytes } from '../../../src/env/environment.js';
import { loadFont } from '../../../src/report/film/font.js';
import type { FilmSubject } from '../../../src/report/film/picture.js';
import { limitColor, takenColor, wantedColor } from '../../../src/report/film/style.js';
import { type FilmView, versusPainter, versusSize } from '../../../src/report/film/versus-picture.js';

const font = await loadFont();
const subject: FilmSubject = {
  ...{ game: 'Catch', player: 'bundled', attack: 'fgsm', defense: 'none', lambda: 4 },
  actions: ['NOOP', 'RIGHT', 'DOWNRIGHTFIRE'],
};
const subjects = [{ ...subject, lambda: 0 }, subject] as const;
const view = (changes: { step?: object; progress?: object } = {}): FilmView => ({
  step: {
    ...{ action: 1, isRandom: false, wanted: 2 },
    ...{ seen: new Uint8Array(frameBytes), delta: new Int8Array(frameBytes) },
    ...changes.step,
  },
  progress: {
    screen: { width: 160, height: 210, data: new Uint8Array(3 * 160 * 210).fill(90) },
    ...{ score: 3, step: 7, greedySteps: 7, flips: 2 },
    ...changes.progress,
  },
});
const paint = versusPainter(font, subjects);

/** Pixels of a half that have a color, or that differ from another picture's. */
function pixels(half: 0 | 1, fits: (at: number) => boolean): number {
  let found = 0;
  for (let y = 0; y < versusSize.height; y++) {
    for (let x = (half * versusSize.width) / 2; x < ((half + 1) * versusSize.width) / 2; x++) {
      if (fits(4 * (y * versusSize.width + x))) found++;
    }
  }
  return found;
}
const colored = (data: Uint8Array, color: readonly number[]) => (at: number) =>
  color.every((value, channel) => data[at + channel] === value);

describe('versusPainter', () => {
  it('draws pictures that video encoders take: of one size, both sides even', () => {
    const { width, height } = paint([view(), view()]);
    expect({ width, height }).toEqual(versusSize);
    expect([width % 2, height % 2]).toEqual([0, 0]);
  });

  it('draws a perturbation where there is an attack alone', () => {
    const { data } = paint([view(), view()]);
    expect([0, 1].map((half) => pixels(half as 0 | 1, colored(data, limitColor)) > 20_000)).toEqual([false, true]);
  });

  it.each([0, 1] as const)('changes half %d alone with what happens there', (half) => {
    const before = paint([view(), view()]);
    const changed = view({ step: { action: 2, wanted: 0 }, progress: { score: 99, end: 'end of the film' } });
    const after = paint(half === 0 ? [changed, view()] : [view(), changed]);
    const differs = (at: number) => [0, 1, 2].some((channel) => before.data[at + channel] !== after.data[at + channel]);
    expect(pixels(half, differs)).toBeGreaterThan(50);
    expect(pixels(half === 0 ? 1 : 0, differs)).toBe(0);
  });

  it('names the action taken and the one wanted in both halves', () => {
    const { data } = paint([view(), view()]);
    for (const half of [0, 1] as const) {
      for (const color of [takenColor, wantedColor]) expect(pixels(half, colored(data, color))).toBeGreaterThan(20);
    }
  });
});
