/** Console properties and inputs of a random cartridge. */
import type { Cartridge, Step } from '../cartridge.js';
import type { RandomProgram } from './random-program.js';

const frames = 24;

export function randomConsole(p: RandomProgram): Omit<Cartridge, 'name' | 'image' | 'steps'> {
  return {
    format: p.pick(['NTSC', 'NTSC', 'NTSC', 'PAL', 'AUTO-DETECT']),
    yStart: p.chance(75) ? 34 : p.below(64),
    height: p.chance(75) ? 210 : p.between(20, 250),
    hmoveBlanks: p.chance(85),
    leftPaddles: p.chance(15),
    rightPaddles: p.chance(10),
    swapPorts: p.chance(10),
    swapPaddles: p.chance(10),
    leftDifficultyA: p.chance(10),
    rightDifficultyA: p.chance(10),
  };
}

/** Frames with random inputs, resets within them, saves and restores. */
export function randomSteps(p: RandomProgram): Step[] {
  const list: Step[] = ['reset'];
  let saved = false;
  for (let frame = 0; frame < frames; frame++) {
    list.push({ lines: p.below(0x400), resetHeld: p.chance(5) });
    if (p.chance(3)) list.push('reset');
    if (p.chance(10)) {
      list.push('save');
      saved = true;
    }
    if (saved && p.chance(10)) list.push(p.pick(['restore', 'restore only what ALE saves']));
  }
  return list;
}
