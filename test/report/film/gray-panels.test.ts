import { describe, expect, it } from 'vitest';
import { grayImage, magnification, perturbationImage } from '../../../src/report/film/gray-panels.js';
import { limitColor } from '../../../src/report/film/style.js';

const pixels = ({ data }: { data: Uint8Array }) =>
  Array.from({ length: data.length / 3 }, (_, i) => [...data.subarray(3 * i, 3 * i + 3)]);
const gray = (value: number) => [value, value, value];

describe('grayImage', () => {
  it('rounds and clips, in all three channels', () => {
    expect(pixels(grayImage([-5, 0.6, 300, 7], 2))).toEqual([0, 1, 255, 7].map(gray));
  });
});

describe('perturbationImage', () => {
  it.each([
    { name: '+λ white', seen: 104, delta: 4, color: gray(255) },
    { name: '−λ black', seen: 96, delta: -4, color: gray(0) },
    { name: 'nothing gray', seen: 100, delta: 0, color: gray(128) },
    { name: 'a half light', seen: 102, delta: 2, color: gray(192) },
    { name: 'a black pixel that moved by λ as any other', seen: 0, delta: -4, color: gray(0) },
    { name: 'a black pixel that could not move blue', seen: 0, delta: 0, color: [...limitColor] },
    { name: 'a pixel that was cut at black blue', seen: 0, delta: -1, color: [...limitColor] },
    { name: 'a pixel that was cut at white blue', seen: 255, delta: 3, color: [...limitColor] },
    { name: 'a black pixel that moved up white', seen: 4, delta: 4, color: gray(255) },
  ])('shows $name', ({ seen, delta, color }) => {
    expect(pixels(perturbationImage([seen], [delta], 4, 1))).toEqual([color]);
  });

  it('is as many times larger as λ needs', () => {
    expect([1, 4, 128].map(magnification)).toEqual([128, 32, 1]);
  });
});
