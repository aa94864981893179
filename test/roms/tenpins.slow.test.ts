import { type ALEInterface, actionNumber } from 'ale-js/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/common/random.js';
import { fingerprint, openGame, playEpisode, ramOf, titleConsole } from './console.js';

/** RAM as roms/README.md documents it. */
const address = {
  state: 0x80,
  frameNumber: 0x83,
  ballX: 0x86,
  ballY: 0x87,
  pinsUp: 0x88,
  pinRow: 0x90,
} as const;
const [aiming, rolling, settling, over] = [1, 2, 3, 4];
const [standing, gone] = [0xff, 4];
const [noop, fire, right, left] = (['NOOP', 'FIRE', 'RIGHT', 'LEFT'] as const).map(actionNumber) as [
  number,
  number,
  number,
  number,
];

/** The score of a whole game by the book: a strike counts the next two balls again, a spare the next one. */
function scoreByTheBook(rolls: readonly number[]): number {
  let score = 0;
  let ball = 0;
  for (let frame = 0; frame < 10; frame++) {
    const [a = 0, b = 0, c = 0] = rolls.slice(ball, ball + 3);
    if (a === 10 || a + b === 10) score += a + b + c;
    else score += a + b;
    ball += a === 10 ? 1 : 2;
  }
  return score;
}

/** Aims at a column, rolls, and holds a stick while the ball rolls. */
const bowler =
  (column: number, steering = noop) =>
  (ale: ALEInterface) => {
    if (ramOf(ale, address.state) !== aiming) return steering;
    const ahead = column - ramOf(ale, address.ballX);
    return ahead === 0 ? fire : ahead > 0 ? right : left;
  };

/** A column beside the bowling alley. */
const gutter = 40;

/** Plays a game in which `rolls` are forced: every ball is put into the gutter, then pins are taken away. */
function forceRolls(ale: ALEInterface, rolls: readonly number[]) {
  const rewards: number[] = [];
  let ball = 0;
  let before = aiming;
  ale.resetGame();
  for (let frame = 0; frame < 20_000 && !ale.gameOver(); frame++) {
    const state = ramOf(ale, address.state);
    if (state === rolling && before !== rolling) ale.setRAM(address.ballX & 0x7f, gutter);
    if (state === settling && before !== settling) {
      const left = ramOf(ale, address.pinsUp) - rolls[ball++]!;
      for (let pin = 0; pin < 10; pin++) ale.setRAM((address.pinRow & 0x7f) + pin, pin < left ? standing : gone);
    }
    before = state;
    const reward = ale.act(state === aiming ? fire : noop);
    if (reward !== 0) rewards.push(reward);
  }
  return { rewards, balls: ball, total: rewards.reduce((sum, reward) => sum + reward, 0) };
}

describe('TenPins', () => {
  let ale: ALEInterface;
  beforeAll(async () => {
    ale = await openGame('tenpins');
  });

  it('shows a title until RESET', () => {
    const { ram, screen, reset } = titleConsole('tenpins');
    expect(ram[address.state & 0x7f]).toBe(0);
    expect(new Set(screen()).size).toBeGreaterThan(12);
    reset();
    expect(ram[address.state & 0x7f]).toBe(aiming);
  });

  it.each([
    ['strikes', Array(12).fill(10), 300],
    ['gutter balls', Array(20).fill(0), 0],
    ['nines and misses', Array(10).fill([9, 0]).flat(), 90],
    ['fives for spares', Array(21).fill(5), 150],
    ['strike, spare, strike …', [...Array(5).fill([10, 4, 6]).flat(), 10], 200],
    ['nothing but a last strike', [...Array(18).fill(0), 10, 10, 10], 30],
    ['nothing but a last spare', [...Array(18).fill(0), 3, 7, 10], 20],
    ['last strike, then a spare', [...Array(18).fill(1), 10, 2, 8], 38],
    ['last strike, then an open pair', [...Array(18).fill(1), 10, 2, 3], 33],
    ['a strike before the last frame', [...Array(16).fill(0), 10, 10, 10, 10], 60],
    ['a spare before a strike before an open last frame', [...Array(14).fill(0), 7, 3, 10, 10, 4, 2], 20 + 24 + 16],
    ['zero, then ten: a spare', [0, 10, 5, ...Array(17).fill(0)], 20],
  ])('scores %s', (_, rolls: number[], score) => {
    const { total, balls } = forceRolls(ale, rolls);
    expect({ total, balls }).toEqual({ total: score, balls: rolls.length });
    expect(scoreByTheBook(rolls)).toBe(score);
    expect(ale.gameTerminal()).toBe(true);
  });

  it('scores random games by the rules', () => {
    const random = createRandom(3);
    for (let game = 0; game < 6; game++) {
      const rolls: number[] = [];
      for (let frame = 0; frame < 10; frame++) {
        const first = Math.min(random.integer(14), 10);
        const second = Math.min(random.integer(16), 10 - first);
        rolls.push(first, ...(first === 10 && frame < 9 ? [] : first === 10 ? [10] : [second]));
        if (frame === 9 && (first === 10 || first + second === 10)) rolls.push(random.integer(11));
      }
      expect(forceRolls(ale, rolls).total, rolls.join(' ')).toBe(scoreByTheBook(rolls));
    }
  });

  it.each([74, 77, 83, 86])('is won with 300 by aiming at column %i twelve times', (column) => {
    const { total, terminal } = playEpisode(ale, bowler(column), { frameSkip: 1 });
    expect({ total, terminal }).toEqual({ total: 300, terminal: true });
  });

  it('scores each pin when it is hit, and again for each earlier strike that counts it', () => {
    ale.resetGame();
    const balls: { sum: number; payments: number }[] = [];
    let released = 0;
    for (let frame = 1; balls.length < 4; frame++) {
      const before = ramOf(ale, address.state);
      const reward = ale.act(bowler(77)(ale));
      if (before === aiming && ramOf(ale, address.state) === rolling) {
        balls.push({ sum: 0, payments: 0 });
        released = frame;
      }
      if (reward === 0) continue;
      expect(frame - released).toBeGreaterThan(50);
      expect(frame - released).toBeLessThan(110);
      expect(reward % Math.min(balls.length, 3)).toBe(0);
      balls.at(-1)!.sum += reward;
      balls.at(-1)!.payments++;
    }
    expect(balls.slice(0, 3).map(({ sum }) => sum)).toEqual([10, 20, 30]);
    expect(balls[0]!.payments).toBeGreaterThan(4);
  });

  it('knocks down the pins in the ball’s way, and the pins that they hit', () => {
    const fallen = (column: number) => {
      ale.resetGame();
      while (ramOf(ale, address.state) !== settling) ale.act(bowler(column)(ale));
      for (let frame = 0; frame < 40; frame++) ale.act(noop);
      return Array.from({ length: 10 }, (_, pin) => pin + 1).filter(
        (pin) => ramOf(ale, address.pinRow + pin - 1) !== standing,
      );
    };
    expect(fallen(104)).toEqual([6, 8, 10]); // grazed, the 6 flies across and takes the 8 along
    expect(fallen(56 + 4)).toEqual(expect.arrayContaining([4, 7]));
    expect(fallen(56 + 4)).toHaveLength(3);
    // dead center leaves both corners: the head pin goes straight back
    const split = fallen(80);
    expect(split).toEqual(expect.arrayContaining([1, 5]));
    expect(split).not.toContain(7);
    expect(split).not.toContain(10);
    expect(fallen(77)).toHaveLength(10);
  });

  it.each([
    ['left', left, -1],
    ['right', right, 1],
  ])('goes to the %s while the stick is held, half a column a frame, and straight on after that', (_, action, sign) => {
    const columnAtPins = (framesHeld: number) => {
      ale.resetGame();
      while (ramOf(ale, address.state) !== rolling) ale.act(bowler(80)(ale));
      for (let frame = 0; ramOf(ale, address.ballY) > 74; frame++) ale.act(frame < framesHeld ? action : noop);
      return ramOf(ale, address.ballX);
    };
    for (const frames of [0, 4, 20, 40]) expect(columnAtPins(frames)).toBe(80 + (sign * frames) / 2);
  });

  it.each([
    ['left', 60, left],
    ['right', 104, right],
  ])('ends in the %s gutter when steered too far: no pins', (_, column, action) => {
    const { total, terminal } = playEpisode(ale, bowler(column, action), { frameSkip: 1 });
    expect({ total, terminal }).toEqual({ total: 0, terminal: true });
  });

  it('counts a ball as lost when it is not rolled in time, so that every game ends', () => {
    const { total, terminal, frames } = playEpisode(ale, () => noop);
    expect({ total, terminal }).toEqual({ total: 0, terminal: true });
    expect(frames).toBeLessThan(12_000);
    expect(ramOf(ale, address.state)).toBe(over);
    expect(ramOf(ale, address.frameNumber)).toBe(10);
  });

  it('places the bowler elsewhere when the first input is at another frame', () => {
    const starts = (noops: number) => {
      const seen: number[] = [];
      let before = aiming;
      playEpisode(
        ale,
        (console) => {
          const state = ramOf(console, address.state);
          if (state === aiming && before !== aiming) seen.push(ramOf(console, address.ballX));
          before = state;
          return state === aiming ? fire : noop;
        },
        { noops, frameSkip: 1 },
      );
      return seen.join();
    };
    expect(new Set([0, 1, 5, 17, 30].map(starts)).size).toBe(5);
  });

  it('gives a random player some pins, far from all', () => {
    const random = createRandom(1);
    const totals = Array.from(
      { length: 6 },
      () => playEpisode(ale, () => [noop, fire, right, left][random.integer(4)]!).total,
    );
    const mean = totals.reduce((sum, total) => sum + total, 0) / totals.length;
    expect(mean).toBeGreaterThan(30);
    expect(mean).toBeLessThan(160);
  });

  it('is a function of the inputs since RESET', () => {
    const run = () => {
      ale.resetGame();
      const random = createRandom(7);
      return Array.from({ length: 900 }, () => {
        ale.act([noop, fire, right, left][random.integer(4)]!);
        return fingerprint(ale);
      });
    };
    const first = run();
    playEpisode(ale, bowler(74), { frameSkip: 1 });
    expect(run()).toEqual(first);
  });
});
