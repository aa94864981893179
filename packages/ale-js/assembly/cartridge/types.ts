// Cartridge types by number; the host's list `cartridgeTypes` has the same order.

export const AUTO_DETECT = 0;
export const ROM_2K = 1;
export const ROM_4K = 2;
export const F8 = 3;
export const F8_SWAPPED = 4;
export const F8SC = 5;
export const F6 = 6;
export const F6SC = 7;
export const F4 = 8;
export const F4SC = 9;
export const FASC = 10;
export const MB = 11;
export const FE = 12;
export const E0 = 13;
export const E7 = 14;
export const TIGERVISION_3F = 15;
export const TIGERVISION_3E = 16;
export const UA = 17;
export const CV = 18;
export const DPC = 19;
export const AR = 20;
export const MC = 21;
