// F8, F6, F4 and similar: 4K banks, one hotspot for each bank, and RAM in the lowest pages of the types with SC in their name.

import { ROM } from '../memory-map';
import { mapWindow } from '../page-table';
import { cartridge, config } from '../state';
import { F4, F4SC, F6, F6SC, F8, F8_SWAPPED, F8SC, FASC, MB } from './types';

const HOTSPOT_PAGE = 0xfc0;

function romByte(offset: i32): i32 {
  return load<u8>(ROM + (cartridge.bank << 12) + offset);
}

export function selectBank(bank: i32): void {
  cartridge.bank = bank;
  const rom = <u32>ROM + <u32>(bank << 12);
  mapWindow(0, HOTSPOT_PAGE, rom);
  // The write port, then the read port; reading the write port returns the ROM below it.
  if (config.cartridgeRamSize) mapWindow(config.cartridgeRamSize, config.cartridgeRamSize, config.cartridgeRam);
}

function firstHotspot(): i32 {
  switch (config.cartridgeType) {
    case F6:
    case F6SC:
      return 0xff6;
    case F4:
    case F4SC:
      return 0xff4;
    default:
      return 0xff8;
  }
}

function bankCount(): i32 {
  return config.cartridgeType == F8_SWAPPED ? 2 : config.romSize >> 12;
}

/** Switches the bank if the offset is a hotspot. */
function touch(offset: i32): void {
  if (config.cartridgeType == MB) {
    if (offset == 0xff0) selectBank((cartridge.bank + 1) & 15);
    return;
  }
  const bank = offset - firstHotspot();
  if (bank >= 0 && bank < bankCount()) selectBank(bank);
}

export function resetBanked(): void {
  switch (config.cartridgeType) {
    case F8:
    case F8SC:
    case MB:
      selectBank(1);
      break;
    case FASC:
      selectBank(2);
      break;
    default:
      selectBank(0);
  }
  mapWindow(HOTSPOT_PAGE, 0x40, 0);
}

export function readBanked(address: i32): i32 {
  const offset = address & 0xfff;
  touch(offset);
  return romByte(offset);
}

export function writeBanked(address: i32, value: i32): void {
  const offset = address & 0xfff;
  // F4SC compares the whole address on writes, which never matches.
  if (config.cartridgeType != F4SC) touch(offset);
  if (offset < config.cartridgeRamSize) store<u8>(config.cartridgeRam + offset, <u8>value);
}
