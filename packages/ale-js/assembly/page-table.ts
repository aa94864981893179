// The page table: for every 64 bytes of the address space, the plain memory behind them, or 0 for a device.
// Cartridges map their banks here; the bus reads it.

import { READ_PAGES, RIOT_RAM } from './memory-map';
import { bus } from './state';

/** Returns the address of the plain memory behind a page minus the page's 13-bit offset; 0 for a device. */
export function readPage(address: i32): u32 {
  return load<u32>(READ_PAGES + ((address & 0x3fc0) >> 4));
}

/** Makes the CPU look up the location of its code again. */
export function forgetCode(): void {
  bus.codeLength = 0;
}

function mapPages(first: i32, length: i32, biased: u32): void {
  const begin = READ_PAGES + (first >> 4);
  for (let at = begin; at < begin + (length >> 4); at += 4) store<u32>(at, biased);
  forgetCode();
}

/** Like `mapWindow`, for one state of A13 only (`half` is 0 or $2000). */
export function mapWindowHalf(half: i32, first: i32, length: i32, memory: u32): void {
  const biased = memory ? memory - <u32>(0x1000 + first) : 0;
  mapPages(half + 0x1000 + first, length, biased);
}

/** Maps window offsets first … first + length − 1 (multiples of 64) to plain memory, or to a device with `memory` 0. */
export function mapWindow(first: i32, length: i32, memory: u32): void {
  mapWindowHalf(0x0000, first, length, memory);
  mapWindowHalf(0x2000, first, length, memory);
}

/** Maps reads of $0000–$003F to plain memory instead of the TIA. */
export function mapLowPage(memory: u32): void {
  mapPages(0x0000, 0x40, memory);
  mapPages(0x2000, 0x40, memory);
}

/** Maps RAM pages to plain memory for reading, and everything else below $1000 to devices. */
export function mapRam(): void {
  for (let page = 0; page < 0x40; page++) {
    const address = page << 6;
    const biased = (address & 0x280) == 0x80 ? <u32>RIOT_RAM - <u32>(address & ~0x7f) : 0;
    store<u32>(READ_PAGES + (page << 2), biased);
    store<u32>(READ_PAGES + (page << 2) + 0x200, biased);
  }
}
