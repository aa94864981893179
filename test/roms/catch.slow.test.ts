import type { ALEInterface } from 'ale-js/node';
import { actionNumber } from 'ale-js/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/common/random.js';
import { fingerprint, openGame, playEpisode, ramOf, titleConsole } from './console.js';

/** RAM as roms/README.md documents it. */
const address = { state: 0x80, caught: 0x81, missed: 0x82, dropsLeft: 0x83, fruitX: 0x84, fruitY: 0x85, basketX: 0x86 };
const over = 3;
const [noop, right, left] = [actionNumber('NOOP'), actionNumber('RIGHT'), actionNumber('LEFT')];

/** Runs after the fruit: its middle lies 8 columns from its left edge, the basket's 16. */
function perfect(ale: ALEInterface): number {
  const ahead = ramOf(ale, address.fruitX) + 8 - (ramOf(ale, address.basketX) + 16);
  if (ramOf(ale, address.state) === 1) return right; // any input starts the first fruit
  return ahead > 3 ? right : ahead < -3 ? left : noop;
}

const idle = () => noop;

/** The columns of the fruits of an episode. */
function columns(ale: ALEInterface, noops: number): number[] {
  const seen: number[] = [];
  let drops = 0;
  playEpisode(
    ale,
    (console) => {
      if (ramOf(console, address.state) === 2 && ramOf(console, address.dropsLeft) !== drops) {
        drops = ramOf(console, address.dropsLeft);
        seen.push(ramOf(console, address.fruitX));
      }
      return perfect(console);
    },
    { noops },
  );
  return seen;
}

describe('Catch', () => {
  let ale: ALEInterface;
  beforeAll(async () => {
    ale = await openGame('catch');
  });

  it('shows a title until RESET, and moves the basket by itself', () => {
    const { core, ram, screen, reset } = titleConsole('catch');
    expect(ram[address.state & 0x7f]).toBe(0);
    const title = screen();
    expect(new Set(title).size).toBeGreaterThan(12);
    for (let frame = 0; frame < 30; frame++) core.runFrame();
    expect(Buffer.compare(screen(), title)).not.toBe(0);
    expect([ram[address.caught & 0x7f], ram[address.missed & 0x7f]]).toEqual([0, 0]);
    // the basket of the title screen runs after the fruit: at the rim it is below it
    for (let frame = 0; frame < 200 && ram[address.fruitY & 0x7f]! < 110; frame++) core.runFrame();
    expect(Math.abs(ram[address.fruitX & 0x7f]! - ram[address.basketX & 0x7f]! - 8)).toBeLessThanOrEqual(11);
    reset();
    expect(ram[address.state & 0x7f]).toBe(1);
  });

  it.each([
    [0, 1],
    [1, 4],
    [7, 4],
    [30, 4],
    [61, 4],
    [118, 4],
    [130, 4],
  ])('gives a perfect player all twenty fruits after %i no-ops, deciding every %i frames', (noops, frameSkip) => {
    // without input the first fruit falls by itself at frame 120; at 130 it is still in reach
    const { total, terminal } = playEpisode(ale, perfect, { noops, frameSkip });
    expect({ total, terminal, caught: ramOf(ale, address.caught) }).toEqual({ total: 20, terminal: true, caught: 20 });
  });

  it('gives an idle player few points, and ends', () => {
    const { total, terminal, frames } = playEpisode(ale, idle);
    expect(terminal).toBe(true);
    expect(total).toBeLessThan(-8);
    expect(frames).toBeLessThan(1500);
  });

  it('gives a random player between -16 and -6 on average', () => {
    const random = createRandom(1);
    const totals = Array.from(
      { length: 30 },
      () => playEpisode(ale, () => [noop, right, left][random.integer(3)]!).total,
    );
    const mean = totals.reduce((sum, total) => sum + total, 0) / totals.length;
    expect(mean).toBeGreaterThan(-16);
    expect(mean).toBeLessThan(-6);
  });

  it('rewards caught minus missed, and has twenty fruits', () => {
    const { rewards } = playEpisode(ale, idle);
    expect(rewards.filter((reward) => reward !== 0)).toHaveLength(20);
    expect(rewards.filter((reward) => reward > 0)).toHaveLength(ramOf(ale, address.caught));
    expect(ramOf(ale, address.missed)).toBe(20 - ramOf(ale, address.caught));
    expect(ramOf(ale, address.dropsLeft)).toBe(0);
    expect(ramOf(ale, address.state)).toBe(over);
    expect(ale.lives()).toBe(0);
  });

  it('drops fruits in other columns when the first input is at another frame', () => {
    const episodes = [0, 1, 2, 5, 12, 29].map((noops) => columns(ale, noops).join());
    expect(new Set(episodes).size).toBe(episodes.length);
  });

  it('uses the whole width, and the basket can reach every fruit', () => {
    const all = [3, 8, 21].flatMap((noops) => {
      const one = columns(ale, noops);
      expect(one).toHaveLength(20);
      return one;
    });
    expect(Math.min(...all)).toBeLessThan(30);
    expect(Math.max(...all)).toBeGreaterThan(115);
    expect(new Set(all).size).toBeGreaterThan(12);
  });

  it('is a function of the inputs since RESET', () => {
    const run = () => {
      ale.resetGame();
      const random = createRandom(7);
      return Array.from({ length: 600 }, () => {
        ale.act([noop, right, left][random.integer(3)]!);
        return fingerprint(ale);
      });
    };
    const first = run();
    playEpisode(ale, perfect, { noops: 3 });
    expect(run()).toEqual(first);
  });

  it('draws fruit and basket where RAM says they are', () => {
    const firstSkyRow = 59;
    const rimRow = firstSkyRow + 110;
    const rimColor = 0xfc;
    const sky = [0x80, 0x82, 0x84];
    ale.resetGame();
    for (let frame = 0; frame < 40; frame++) ale.act(frame < 25 ? right : noop);
    // The picture shows RAM as it was before this frame's move.
    const [fruitX, fruitY, basketX] = [address.fruitX, address.fruitY, address.basketX].map((at) => ramOf(ale, at));
    ale.act(noop);
    const columnsOf = (row: number, shown: (color: number) => boolean) =>
      [...ale.screen.subarray(row * 160, (row + 1) * 160).entries()].filter(([, c]) => shown(c)).map(([x]) => x);
    const basket = columnsOf(rimRow, (color) => color === rimColor);
    expect([basket[0], basket.at(-1)]).toEqual([basketX, basketX! + 31]);
    const fruit = columnsOf(firstSkyRow + fruitY! - 10, (color) => !sky.includes(color)).filter(
      (x) => x >= 8 && x < 152,
    );
    expect(fruit.length).toBeGreaterThanOrEqual(8);
    expect([fruit[0]! >= fruitX!, fruit.at(-1)! < fruitX! + 16]).toEqual([true, true]);
  });
});
