// The six movable and fixed objects as bits of a set, the way a pixel of the composed line holds them, and what has
// to be made anew before the next pixel is drawn.

export const P0 = 1;
export const M0 = 2;
export const P1 = 4;
export const M1 = 8;
export const BL = 16;
export const PF = 32;
/** CTRLPF bits 1 and 2 at the place where they select among the colour rules. */
export const SCORE = 64;
export const PRIORITY = 128;

export const LINE_STALE = 1;
export const COLOURS_STALE = 2;
