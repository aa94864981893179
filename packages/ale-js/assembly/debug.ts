// Registers for tests.

import { packStatus } from './cpu/flags';
import { ball, bus, cpu, missile0, missile1, player0, player1, riot, tia } from './state';

export function debugRegister(index: i32): i32 {
  switch (index) {
    case 0:
      return cpu.a;
    case 1:
      return cpu.x;
    case 2:
      return cpu.y;
    case 3:
      return cpu.s;
    case 4:
      return packStatus();
    case 5:
      return bus.latch;
    case 6:
      return tia.collisions;
    case 7:
      return riot.timer;
    case 8:
      return riot.shift;
    case 9:
      return riot.writtenAt;
    case 10:
      return riot.swacnt;
    case 11:
      return player0.position;
    case 12:
      return player1.position;
    case 13:
      return missile0.position;
    case 14:
      return missile1.position;
    case 15:
      return ball.position;
    default:
      return -1;
  }
}
