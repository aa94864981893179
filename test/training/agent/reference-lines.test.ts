import { describe, expect, it } from 'vitest';
import { referenceLines } from '../../../src/training/agent/reference-lines.js';

const returns = (...values: number[]) =>
  values.map((y, i) => ({ x: 100 * (i + 1), y, low: y, high: y, series: 'training' }));
const levels = (game: string | undefined, ...values: number[]) =>
  referenceLines(game, returns(...values)).map(({ x, y, series }) => [x, y, series]);

const random = (score: number, end: number) => [0, end].map((x) => [x, score, `random play (${score})`]);
const human = (score: number, end: number) => [0, end].map((x) => [x, score, `human (${score})`]);

describe('referenceLines', () => {
  it.each([
    { name: 'random play from the start to the end of the curve', game: 'bowling', values: [20, 30], human: false },
    { name: 'people, once the agent comes a quarter of the way', game: 'bowling', values: [30, 58, 40], human: true },
    { name: 'people, where scores are negative', game: 'pong', values: [-21, -11], human: true },
    { name: 'only random play, where people are far', game: 'pong', values: [-21, -19], human: false },
  ])('show $name', ({ game, values, human: isShown }) => {
    const [low, high] = game === 'bowling' ? ([23.1, 160.7] as const) : ([-20.7, 14.6] as const);
    const end = 100 * values.length;
    expect(levels(game, ...values)).toEqual([...random(low, end), ...(isShown ? human(high, end) : [])]);
  });

  it.each([
    ['a game without published scores', 'catch', [5]],
    ['an unknown game', undefined, [5]],
    ['a run without a return', 'pong', []],
  ])('are none for %s', (_, game, values) => {
    expect(levels(game, ...values)).toEqual([]);
  });
});
