import { describe, expect, it } from 'vitest';
import { frameBytes } from '../../../src/env/environment.js';
import type { Canvas, Color } from '../../../src/report/film/canvas.js';
import { loadFont } from '../../../src/report/film/font.js';
import { type FilmStep, type FilmSubject, filmPainter, pictureSize } from '../../../src/report/film/picture.js';
import { barColor, limitColor, takenColor, wantedColor } from '../../../src/report/film/style.js';

const font = await loadFont();
const subject: FilmSubject = {
  game: 'Catch',
  player: 'bundled',
  lambda: 4,
  attack: 'fgsm',
  defense: 'sap100',
  actions: ['NOOP', 'RIGHT', 'LEFT'],
};
const step: FilmStep = {
  action: 1,
  isRandom: false,
  wanted: 2,
  q: Float32Array.of(0.5, 1, -0.25),
  seen: new Uint8Array(frameBytes).fill(100),
  delta: new Int8Array(frameBytes),
};
const screen = { width: 160, height: 210, data: new Uint8Array(3 * 160 * 210).fill(90) };
const progress = { screen, score: 3, step: 7, greedySteps: 7, flips: 2 };

const paint = (changes: { subject?: object; step?: object; progress?: object } = {}): Canvas =>
  filmPainter(font, { ...subject, ...changes.subject })(
    { ...step, ...changes.step },
    { ...progress, ...changes.progress },
  );

/** Size of the box around all pixels that two pictures do not share. */
function difference(a: Canvas, b: Canvas): { width: number; height: number } | undefined {
  const columns = new Set<number>();
  const rows = new Set<number>();
  for (let i = 0; i < a.data.length; i += 4) {
    if ([0, 1, 2].every((channel) => a.data[i + channel] === b.data[i + channel])) continue;
    columns.add((i / 4) % a.width);
    rows.add(Math.floor(i / 4 / a.width));
  }
  const extent = (places: Set<number>) => Math.max(...places) - Math.min(...places) + 1;
  return columns.size === 0 ? undefined : { width: extent(columns), height: extent(rows) };
}

/** The number of pixels of a color. */
function count({ data }: Canvas, color: Color): number {
  let found = 0;
  for (let i = 0; i < data.length; i += 4) if (color.every((value, channel) => data[i + channel] === value)) found++;
  return found;
}

describe('filmPainter', () => {
  it('draws pictures that video encoders take: of one size, both sides even', () => {
    const { width, height } = paint();
    expect({ width, height }).toEqual(pictureSize);
    expect([width % 2, height % 2]).toEqual([0, 0]);
  });

  it('shows the screen 4:3', () => {
    const white = { ...screen, data: new Uint8Array(screen.data.length).fill(255) };
    const { width, height } = difference(paint(), paint({ progress: { screen: white } }))!;
    expect([width, height]).toEqual([560, 420]);
    expect(width / height).toBeCloseTo(4 / 3, 10);
  });

  it.each([
    ['the game', { subject: { game: 'Bowling' } }],
    ['the player', { subject: { player: 'runs/catch-1' } }],
    ['the attack', { subject: { attack: 'pgd' } }],
    ['λ', { subject: { lambda: 2.5 } }],
    ['the defense', { subject: { defense: 'none' } }],
    ['the names of the actions', { subject: { actions: ['NOOP', 'FIRE', 'LEFT'] } }],
    ['the action taken', { step: { action: 0 } }],
    ['that the action is random', { step: { isRandom: true } }],
    ['the action wanted', { step: { wanted: 1 } }],
    ['Q-values', { step: { q: Float32Array.of(0.5, 1.01, -0.25) } }],
    ['what the network received', { step: { seen: new Uint8Array(frameBytes).fill(101) } }],
    ['the perturbation', { step: { delta: new Int8Array(frameBytes).fill(1) } }],
    ['the score', { progress: { score: -3 } }],
    ['the step', { progress: { step: 8 } }],
    ['the flip rate', { progress: { flips: 3 } }],
    ['the end', { progress: { end: 'game over' } }],
  ])('shows %s', (_, changes) => {
    expect(difference(paint(), paint(changes))).toBeDefined();
  });

  it('draws a bar for each Q-value, from the lowest to the highest, in the colors of the actions taken and wanted', () => {
    // A pixel wide: the lowest. The bar in between covers 0.75 / 1.25 of the longest.
    const [lowest, between, highest] = [wantedColor, barColor, takenColor].map((color) => count(paint(), color));
    const without = paint({ step: { q: undefined } });
    const [marks, none, taken] = [wantedColor, barColor, takenColor].map((color) => count(without, color));
    const bars = [lowest! - marks!, between! - none!, highest! - taken!];
    expect(bars[0]).toBe(10);
    expect(bars[1]! / bars[2]!).toBeCloseTo(0.6, 1);
  });

  it('colors pixels blue that the perturbation could not move by λ, and only with an attack', () => {
    const black = { seen: new Uint8Array(frameBytes) };
    const legend = count(paint(), limitColor);
    expect(count(paint({ step: black }), limitColor) - legend).toBe(4 * frameBytes);
    expect(count(paint({ step: black, subject: { lambda: 0 } }), limitColor)).toBe(0);
  });

  it('has nothing of a network for a player without one', () => {
    const random = { attack: undefined, defense: undefined, lambda: 0, player: 'random actions' };
    const picture = paint({ subject: random, step: { wanted: undefined, q: undefined, isRandom: true } });
    expect([count(picture, wantedColor), count(picture, barColor)]).toEqual([0, 0]);
  });

  it('keeps long names apart: of eighteen actions, of folders and of attacks', () => {
    const long = 'runs/a-folder-with-a-name-that-is-longer-than-most-names-of-folders/seed-1';
    const actions = Array.from({ length: 18 }, () => 'DOWNRIGHTFIRE');
    const changes = { attack: 'eot-pgd:steps=50:step-size=1:samples=20', defense: 'dwp50+sap100', actions };
    const q = new Float32Array(18).map((_, i) => -1234.5 * i);
    const all = [long, `x${long}`].map((player) => paint({ subject: { ...changes, player }, step: { q } }));
    expect(difference(all[0]!, all[1]!)).toBeUndefined(); // the end of the name is shown
  });
});

describe('loadFont', () => {
  it('has a glyph of its own for every character but the blank, and a question mark for others', () => {
    const characters = [...'ABCabc019λδ×−…·–'];
    const texts = new Set(characters.map((character) => Buffer.from(font(character)).toString('hex')));
    expect(texts.size).toBe(characters.length);
    for (const character of characters) expect(Math.max(...font(character))).toBeGreaterThan(128);
    expect(font('漢')).toEqual(font('?'));
    expect(Math.max(...font(' '))).toBe(0);
  });
});
