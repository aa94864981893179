import { type ActionName, type ALEInterface, actionNumber } from 'ale-js/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/common/random.js';
import { fingerprint, openGame, playEpisode, ramOf, titleConsole } from './console.js';

/** RAM as roms/README.md documents it. */
const address = {
  state: 0x80,
  score: 0x81,
  lives: 0x84,
  wave: 0x85,
  shipX: 0x86,
  shotX: 0x87,
  shotY: 0x88,
  bombX: 0x89,
  bombY: 0x8a,
  descent: 0x8b,
  raidersLeft: 0x8d,
  rowX: 0x91,
  rowMask: 0x96,
  rowLeftward: 0x9b,
  fleetSpeed: 0xa0,
} as const;
const [play, dying, over] = [1, 2, 3];
const nowhere = 0xd0;
const [rows, bias, spacing] = [5, 64, 32];
const action = (name: ActionName) => actionNumber(name);
const minimal = (['NOOP', 'FIRE', 'RIGHT', 'LEFT', 'RIGHTFIRE', 'LEFTFIRE'] as const).map(action);
const noop = action('NOOP');

interface Raider {
  readonly row: number;
  /** Leftmost column. */
  readonly x: number;
  /** Columns a frame. */
  readonly speed: number;
}

/** The raiders that live, from the top left. */
function raiders(ale: ALEInterface): Raider[] {
  const places = Array.from({ length: rows * 3 }, (_, i) => ({ row: Math.floor(i / 3), place: i % 3 }));
  const speed = ramOf(ale, address.fleetSpeed) / 256;
  return places
    .filter(({ row, place }) => ramOf(ale, address.rowMask + row) & (1 << place))
    .map(({ row, place }) => ({
      row,
      x: ramOf(ale, address.rowX + row) - bias + spacing * place,
      speed: ramOf(ale, address.rowLeftward + row) ? -speed : speed,
    }));
}

/** Dodges a bomb that comes near, otherwise goes where a shot would meet the nearest of the lowest raiders, and fires. */
function dodgeAndShoot(ale: ALEInterface): number {
  const ship = ramOf(ale, address.shipX);
  const bomb = ramOf(ale, address.bombX);
  const bombY = ramOf(ale, address.bombY);
  if (bombY < 34 && bomb > ship - 7 && bomb < ship + 13) {
    const toRight = bomb < ship + 4 ? ship < 130 : ship < 22;
    return action(toRight ? 'RIGHTFIRE' : 'LEFTFIRE');
  }
  const alive = raiders(ale);
  const lowest = Math.max(...alive.map(({ row }) => row));
  const framesToMeet = (69 - ramOf(ale, address.descent) - 10 * lowest) / 3;
  const ahead = alive
    .filter(({ row }) => row === lowest)
    .map(({ x, speed }) => x + speed * framesToMeet - ship)
    .sort((a, b) => Math.abs(a) - Math.abs(b))[0];
  if (ahead === undefined) return noop;
  if (Math.abs(ahead) <= 3) return action('FIRE');
  return action(ahead > 0 ? 'RIGHT' : 'LEFT');
}

/** Puts the shot into the sky as if it had been fired below the given column. */
function shootAt(ale: ALEInterface, column: number) {
  ale.setRAM(address.shotX & 0x7f, column);
  ale.setRAM(address.shotY & 0x7f, 8);
}

describe('Raiders', () => {
  let ale: ALEInterface;
  beforeAll(async () => {
    ale = await openGame('raiders');
  });

  it('shows a title until RESET', () => {
    const { ram, screen, reset } = titleConsole('raiders');
    expect(ram[address.state & 0x7f]).toBe(0);
    expect(new Set(screen()).size).toBeGreaterThan(12);
    reset();
    expect(ram[address.state & 0x7f]).toBe(play);
  });

  it('is played far better by a bot that dodges and shoots than by chance', () => {
    const random = createRandom(1);
    const chance = Array.from(
      { length: 8 },
      () => playEpisode(ale, () => minimal[random.integer(minimal.length)]!).total,
    );
    const skill = [0, 3, 11].map((noops) => playEpisode(ale, dodgeAndShoot, { noops, maxFrames: 12_000 }).total);
    const mean = (totals: number[]) => totals.reduce((sum, total) => sum + total, 0) / totals.length;
    expect(mean(chance)).toBeGreaterThan(0);
    expect(mean(skill)).toBeGreaterThan(3 * mean(chance));
  });

  it('ends when an idle player has lost three ships, one life at a time', () => {
    const lives: number[] = [];
    const { total, terminal } = playEpisode(ale, (console) => {
      if (lives.at(-1) !== console.lives()) lives.push(console.lives());
      return noop;
    });
    expect({ total, terminal }).toEqual({ total: 0, terminal: true });
    expect(lives).toEqual([3, 2, 1, 0]);
    expect(ale.lives()).toBe(0);
    expect(ramOf(ale, address.state)).toBe(over);
  });

  it.each([
    [0, 30],
    [1, 30],
    [2, 20],
    [3, 20],
    [4, 10],
  ])('pays for a raider of row %i %i points, once, and removes the one that was hit', (row, points) => {
    for (const place of [0, 1, 2]) {
      ale.resetGame();
      // clear the way: only this row lives
      for (let other = 0; other < rows; other++) if (other !== row) ale.setRAM((address.rowMask + other) & 0x7f, 0);
      ale.setRAM(address.raidersLeft & 0x7f, 3);
      let reward = 0;
      for (let frame = 0; frame < 60 && reward === 0; frame++) {
        if (ramOf(ale, address.shotY) === nowhere) {
          shootAt(ale, ramOf(ale, address.rowX + row) - bias + spacing * place + 3);
        }
        ale.setRAM(address.bombY & 0x7f, nowhere);
        // the shot keeps up with the raider, so that only the collision decides
        ale.setRAM(address.shotX & 0x7f, ramOf(ale, address.rowX + row) - bias + spacing * place + 3);
        reward = ale.act(noop);
      }
      expect(reward).toBe(points);
      expect(ramOf(ale, address.rowMask + row)).toBe(7 & ~(1 << place));
      expect(ramOf(ale, address.shotY)).toBe(nowhere);
      expect(ramOf(ale, address.raidersLeft)).toBe(2);
    }
  });

  it('misses between the raiders', () => {
    ale.resetGame();
    let reward = 0;
    for (let frame = 0; frame < 40; frame++) {
      if (frame === 0) shootAt(ale, 0);
      ale.setRAM(address.shotX & 0x7f, ramOf(ale, address.rowX + 4) - bias + 20);
      for (let row = 0; row < 4; row++) ale.setRAM((address.rowMask + row) & 0x7f, 0);
      reward += ale.act(noop);
    }
    expect(reward).toBe(0);
    expect(ramOf(ale, address.rowMask + 4)).toBe(7);
  });

  it('loses a ship only when a bomb touches it', () => {
    const bombAt = (offset: number) => {
      ale.resetGame();
      for (let frame = 0; frame < 20; frame++) {
        ale.setRAM(address.bombX & 0x7f, ramOf(ale, address.shipX) + offset);
        if (frame === 0) ale.setRAM(address.bombY & 0x7f, 12);
        ale.act(noop);
        if (ramOf(ale, address.state) === dying) return ale.lives();
      }
      return ale.lives();
    };
    expect([-5, 3, 9].map(bombAt)).toEqual([3, 2, 3]);
  });

  it('starts the next wave lower and faster, with five full rows', () => {
    ale.resetGame();
    const speedOf = () => {
      const start = ramOf(ale, address.rowX + 1);
      for (let frame = 0; frame < 64; frame++) {
        ale.setRAM(address.bombY & 0x7f, nowhere);
        ale.act(noop);
      }
      return Math.abs(ramOf(ale, address.rowX + 1) - start);
    };
    const first = { descent: ramOf(ale, address.descent), speed: speedOf() };
    for (let row = 0; row < rows; row++) ale.setRAM((address.rowMask + row) & 0x7f, row === 4 ? 1 : 0);
    ale.setRAM(address.raidersLeft & 0x7f, 1);
    for (let frame = 0; frame < 200 && ramOf(ale, address.wave) === 1; frame++) {
      if (ramOf(ale, address.shotY) === nowhere) shootAt(ale, 0);
      ale.setRAM(address.shotX & 0x7f, ramOf(ale, address.rowX + 4) - bias + 3);
      ale.setRAM(address.bombY & 0x7f, nowhere);
      ale.act(noop);
    }
    expect(ramOf(ale, address.wave)).toBe(2);
    expect(raiders(ale)).toHaveLength(15);
    expect(ramOf(ale, address.descent)).toBeGreaterThan(first.descent);
    expect(speedOf()).toBeGreaterThan(first.speed);
  });

  it('when the fleet lands, a ship is lost and the fleet starts again', () => {
    ale.resetGame();
    let frames = 0;
    while (ale.lives() === 3 && frames++ < 4000) {
      ale.setRAM(address.bombY & 0x7f, nowhere);
      ale.act(noop);
    }
    expect(ale.lives()).toBe(2);
    expect(ramOf(ale, address.descent)).toBe(2);
    expect(frames).toBeGreaterThan(600);
  });

  it('carries the decimal score into the next byte', () => {
    ale.resetGame();
    ale.setRAM(address.score & 0x7f, 0x90);
    ale.setRAM((address.score + 1) & 0x7f, 0x99);
    ale.act(noop);
    for (let frame = 0; frame < 60 && ramOf(ale, address.score + 2) === 0; frame++) {
      if (ramOf(ale, address.shotY) === nowhere) shootAt(ale, 0);
      ale.setRAM(address.shotX & 0x7f, ramOf(ale, address.rowX + 4) - bias + 3);
      ale.act(noop);
    }
    expect([0, 1, 2].map((i) => ramOf(ale, address.score + i))).toEqual([0x00, 0x00, 0x01]);
  });

  it('bombs other columns when the first input is at another frame', () => {
    const bombs = (noops: number) => {
      ale.resetGame();
      const seen: number[] = [];
      for (let frame = 0; frame < 500; frame++) {
        ale.act(frame < noops ? noop : action('LEFT'));
        if (ramOf(ale, address.bombY) !== nowhere && seen.at(-1) !== ramOf(ale, address.bombX)) {
          seen.push(ramOf(ale, address.bombX));
        }
      }
      return seen.join();
    };
    expect(new Set([0, 1, 5, 17, 30].map(bombs)).size).toBe(5);
  });

  it('is a function of the inputs since RESET', () => {
    const run = () => {
      ale.resetGame();
      const random = createRandom(7);
      return Array.from({ length: 900 }, () => {
        ale.act(minimal[random.integer(minimal.length)]!);
        return fingerprint(ale);
      });
    };
    const first = run();
    playEpisode(ale, dodgeAndShoot, { maxFrames: 1000 });
    expect(run()).toEqual(first);
  });
});
