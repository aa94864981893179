// The six objects as bits of a set. Pixels of the composed line are such sets; the same bits mark objects that have to be composed
// again.

export const P0 = 1;
export const M0 = 2;
export const P1 = 4;
export const M1 = 8;
export const BL = 16;
export const PF = 32;
export const MOVABLES = 31;
export const ALL_OBJECTS = 63;

/** CTRLPF bits 1 and 2, shifted to select one of the color rules. */
export const SCORE = 64;
export const PRIORITY = 128;

/** The color tables are out of date. */
export const COLORS = 64;
