// E7 (M-Network): a lower window of 2K over seven ROM slices or 1K of RAM, and one of four RAM pages above it.

import { ROM } from '../memory-map';
import { mapWindow } from '../page-table';
import { cartridge, config } from '../state';

const LAST_2K = <u32>ROM + 0x3800;
const RAM_SLICE = 7;

function selectSlice(slice: i32): void {
  cartridge.slice0 = slice;
  if (slice == RAM_SLICE) {
    mapWindow(0x000, 0x400, LAST_2K);
    mapWindow(0x400, 0x400, config.cartridgeRam);
  } else {
    mapWindow(0x000, 0x800, <u32>ROM + <u32>(slice << 11));
  }
}

function selectRamPage(page: i32): void {
  cartridge.ramBank = page;
  mapWindow(0x800, 0x100, LAST_2K);
  mapWindow(0x900, 0x100, config.cartridgeRam + 1024 + <u32>(page << 8));
}

export function resetE7(): void {
  selectSlice(0);
  selectRamPage(0);
  mapWindow(0xa00, 0x5c0, LAST_2K + 0x200);
  mapWindow(0xfc0, 0x40, 0);
}

export function remapE7(): void {
  selectSlice(cartridge.slice0);
  selectRamPage(cartridge.ramBank);
}

function touch(offset: i32): void {
  if (offset >= 0xfe0 && offset < 0xfe8) selectSlice(offset & 7);
  else if (offset >= 0xfe8 && offset < 0xfec) selectRamPage(offset & 3);
}

export function readE7(address: i32): i32 {
  touch(address & 0xfff);
  return load<u8>(LAST_2K + (address & 0x7ff));
}

export function writeE7(address: i32, value: i32): void {
  const offset = address & 0xfff;
  touch(offset);
  if (offset < 0x400 && cartridge.slice0 == RAM_SLICE) store<u8>(config.cartridgeRam + offset, <u8>value);
  else if (offset >= 0x800 && offset < 0x900) {
    store<u8>(config.cartridgeRam + 1024 + (cartridge.ramBank << 8) + (offset & 0xff), <u8>value);
  }
}
