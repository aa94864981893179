import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Player } from '../../../src/cli/film/player.js';
import { record } from '../../../src/cli/film/record.js';
import { frameBytes } from '../../../src/env/environment.js';
import { createCanvas } from '../../../src/report/film/canvas.js';
import type { FilmFile } from '../../../src/report/film/film-file.js';
import type { Progress } from '../../../src/report/film/picture.js';
import type { FilmView } from '../../../src/report/film/versus-picture.js';
import { toyEnvironment } from '../../helpers/toy-environment.js';

const screen = { width: 1, height: 1, data: new Uint8Array(3) };
const toy = (options = {}) => Object.assign(toyEnvironment(1, options), { screenRgb: () => screen });

/** A film in memory: what was done to it, and how often pictures are shown. @param room pictures it takes */
function memoryFilm(room = Infinity): FilmFile & { readonly log: string[] } {
  const log: string[] = [];
  return {
    ...{ path: 'film', log },
    get full() {
      return log.length >= room;
    },
    add: async (_, repeats = 1) => void log.push(`${repeats}`),
    finish: async () => void log.push('finished'),
    discard: async () => void log.push('discarded'),
  };
}

/** Takes NOOP, wants LEFT at every second step, and every fourth action is random. */
const player: Player = async (_, step) => ({
  action: 0,
  wanted: step % 2,
  isRandom: step % 4 === 3,
  seen: new Uint8Array(frameBytes),
  delta: new Uint8Array(frameBytes),
});

afterEach(() => {
  process.exitCode = undefined;
});

async function recorded(film: FilmFile, options: { steps?: number; game?: object; player?: Player } = {}) {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const shown: Progress[] = [];
  const paint = ([view]: readonly FilmView[]) => {
    shown.push(view!.progress);
    return createCanvas(2, 2, [0, 0, 0]);
  };
  const [result] = await record({
    ...{ sides: [{ environment: toy(options.game), player: options.player ?? player }], paint },
    ...{ open: async () => [film], steps: options.steps ?? 1000 },
  });
  return { ...result!, shown };
}

describe('record', () => {
  it.each([
    { end: 'game over', options: { game: { drops: 2 } }, steps: 10 },
    { end: 'frame limit', options: { game: { cutAt: 7 } }, steps: 7 },
    { end: 'end of the film', options: { steps: 3 }, steps: 3 },
    { end: 'file full', options: {}, room: 4, steps: 4 },
  ])('ends at $end, with a last, long picture of the score', async ({ end, options, room, steps }) => {
    const film = memoryFilm(room);
    const result = await recorded(film, options);
    expect(result).toMatchObject({ end, tally: { steps } });
    expect(film.log).toEqual([...Array(steps).fill('1'), '20', 'finished']);
    expect(result.shown.map(({ step }) => step)).toEqual([...Array.from({ length: steps }, (_, i) => i + 1), steps]);
    expect(result.shown.at(-1)).toMatchObject({ score: result.tally.return, end });
    expect(result.shown.slice(0, -1).every((each) => each.end === undefined)).toBe(true);
  });

  it('counts flips among the steps that are not random, this one included', async () => {
    const { shown } = await recorded(memoryFilm(), { steps: 6 });
    const counts = shown.map(({ greedySteps, flips }) => [greedySteps, flips]);
    expect(counts).toEqual([
      [1, 0],
      [2, 1],
      [3, 1],
      [3, 1],
      [4, 1],
      [5, 2],
      [5, 2],
    ]);
  });

  it('plays two sides at once: the one that has ended stands still until the other one ends', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const film = memoryFilm();
    const shown: (readonly Progress[])[] = [];
    const sides = [4, 7].map((cutAt) => ({ environment: toy({ cutAt }), player }));
    const results = await record({
      ...{ sides, open: async () => [film], steps: 1000 },
      paint(views) {
        shown.push(views.map(({ progress }) => progress));
        return createCanvas(2, 2, [0, 0, 0]);
      },
    });
    expect(results.map(({ tally, end }) => [tally.steps, end])).toEqual([
      [4, 'frame limit'],
      [7, 'frame limit'],
    ]);
    expect(film.log).toEqual([...Array(7).fill('1'), '20', 'finished']);
    expect(shown.map(([left]) => left!.step)).toEqual([1, 2, 3, 4, 4, 4, 4, 4]);
    expect(shown.map(([left]) => left!.end)).toEqual([...Array(4).fill(undefined), ...Array(4).fill('frame limit')]);
    expect(shown.map(([, right]) => right!.step)).toEqual([1, 2, 3, 4, 5, 6, 7, 7]);
  });

  it('counts the steps of a stall', async () => {
    const { tally } = await recorded(memoryFilm(), { game: { freezesAt: 5 }, steps: 600 });
    expect(tally.stalledSteps).toBeGreaterThan(550);
  });

  it.each(['player', 'film'])('leaves no film after an error of the %s', async (of) => {
    const film = memoryFilm();
    const fail = async () => {
      throw new Error('broken');
    };
    const broken = of === 'film' ? { ...film, full: false, add: fail } : film;
    const options = of === 'player' ? { player: fail } : {};
    await expect(recorded(broken, options)).rejects.toThrow('broken');
    expect(film.log).toEqual(['discarded']);
  });
});
