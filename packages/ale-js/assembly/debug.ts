// What tests look at.

import { packStatus } from './cpu/flags';
import { bus, cpu, riot, tia } from './state';

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
    default:
      return -1;
  }
}
