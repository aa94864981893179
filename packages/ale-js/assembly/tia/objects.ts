// The six objects as bits of a set, the way a pixel of the composed line holds them; the same bits tell which of them
// have to be composed anew.

export const P0 = 1;
export const M0 = 2;
export const P1 = 4;
export const M1 = 8;
export const BL = 16;
export const PF = 32;
export const MOVABLES = 31;
export const ALL_OBJECTS = 63;

/** CTRLPF bits 1 and 2 at the place where they select among the color rules. */
export const SCORE = 64;
export const PRIORITY = 128;

/** The color tables are out of date. */
export const COLORS = 64;
