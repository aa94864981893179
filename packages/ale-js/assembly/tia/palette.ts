// Colours of object sets: for either half of the line a table of 64 colour bytes, one for each set of objects.

import { COLOUR_TABLES } from '../memory-map';
import { tia, video } from '../state';
import { BL, COLOURS_STALE, M0, M1, P0, P1, PF, PRIORITY, SCORE } from './objects';

/** Playfield pixels take the score colours even under PRIORITY when nothing else is enabled. */
function controlInForce(): i32 {
  const control = (tia.ctrlpf & 6) << 5;
  return tia.enabled == PF && control & SCORE ? control & ~PRIORITY : control;
}

function colourOf(objects: i32, control: i32, left: bool): i32 {
  if (control & PRIORITY && objects & (PF | BL)) return tia.colupf;
  if (objects & (P0 | M0)) return tia.colup0;
  if (objects & (P1 | M1)) return control & SCORE && left && objects & PF ? tia.colup0 : tia.colup1;
  if (objects & PF) return control & SCORE ? (left ? tia.colup0 : tia.colup1) : tia.colupf;
  return objects & BL ? tia.colupf : tia.colubk;
}

export function mixColours(): void {
  const control = controlInForce();
  for (let objects = 0; objects < 64; objects++) {
    store<u8>(COLOUR_TABLES + objects, <u8>colourOf(objects, control, true));
    store<u8>(COLOUR_TABLES + 64 + objects, <u8>colourOf(objects, control, false));
  }
  video.stale &= ~COLOURS_STALE;
}
