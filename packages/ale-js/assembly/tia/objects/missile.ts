// Missiles: copies as of the player, width from NUSIZ bits 4–5, and the star field of missile 0.

import { Missile, Shape, tia, video } from '../../state';
import { M0 } from './sets';

export function latchMissile(missile: Missile, shape: Shape, nusiz: i32): void {
  shape.position = missile.position;
  shape.mode = nusiz & 7;
  shape.size = (nusiz >> 4) & 3;
  shape.hidden = 0;
}

export function isMissileLatched(missile: Missile, shape: Shape, nusiz: i32): bool {
  return (
    shape.position == missile.position &&
    shape.mode == (nusiz & 7) &&
    shape.size == ((nusiz >> 4) & 3) &&
    shape.hidden == 0
  );
}

const STAR_STEPS = memory.data<u8>([18, 33, 0, 17]);

/** Moves missile 0 at the end of a displayed line while the star field is on. */
export function stepStarField(missile: Missile, shape: Shape, nusiz: i32): void {
  tia.starCounter = (tia.starCounter + 1) & 3;
  missile.position -= load<u8>(STAR_STEPS + tia.starCounter);
  if (missile.position < 0) missile.position += 160;
  latchMissile(missile, shape, nusiz);
  if (tia.starCounter == 1) shape.size |= 1;
  else if (tia.starCounter == 2) shape.hidden = 1;
  video.stale |= M0;
}
