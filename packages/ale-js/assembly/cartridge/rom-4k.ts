// 2K and 4K: plain ROM, no hotspots.

import { ROM } from '../memory-map';
import { mapWindow } from '../page-table';

export function reset2k(): void {
  mapWindow(0x000, 0x800, <u32>ROM);
  mapWindow(0x800, 0x800, <u32>ROM);
}

export function reset4k(): void {
  mapWindow(0x000, 0x1000, <u32>ROM);
}
