// CV (CommaVid): 1K of RAM below 2K of ROM. A 4K image contains the initial contents of the RAM.

import { ROM } from '../memory-map';
import { mapWindow } from '../page-table';
import { config } from '../state';

export function resetCv(): void {
  const withRam = config.romSize == 4096;
  const rom = <u32>ROM + (withRam ? 2048 : 0);
  if (withRam) memory.copy(config.cartridgeRam, ROM, 1024);
  mapWindow(0x000, 0x400, config.cartridgeRam);
  // Reading the write port returns the ROM below it.
  mapWindow(0x400, 0x400, rom + 0x400);
  mapWindow(0x800, 0x800, rom);
}

export function writeCv(address: i32, value: i32): void {
  const offset = address & 0xfff;
  if (offset >= 0x400 && offset < 0x800) store<u8>(config.cartridgeRam + (offset & 0x3ff), <u8>value);
}
