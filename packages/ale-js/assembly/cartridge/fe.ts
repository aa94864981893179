// FE: address line A13 selects the bank, so the page table is sufficient.

import { ROM } from '../memory-map';
import { mapWindow, mapWindowHalf } from '../page-table';

export function resetFe(): void {
  mapWindow(0, 0x1000, <u32>ROM + 0x1000);
  mapWindowHalf(0x2000, 0, 0x1000, <u32>ROM);
}
