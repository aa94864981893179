// 3F and 3E (Tigervision): a lower window of 2K, chosen by writes to TIA addresses; 3E adds banks of 1K RAM.
// Every write to the cartridge also reaches the TIA, and reads of $0000–$003F return the lower window.

import { ROM } from '../memory-map';
import { mapLowPage, mapWindow } from '../page-table';
import { cartridge, config } from '../state';
import { writeTia } from '../tia/tia';
import { TIGERVISION_3E } from './types';

const NO_RAM = -1;

function selectRom(value: i32): void {
  const bank = value % (config.romSize >> 11);
  cartridge.bank = bank;
  cartridge.ramBank = NO_RAM;
  const rom = <u32>ROM + <u32>(bank << 11);
  mapWindow(0, 0x800, rom);
  mapLowPage(rom);
}

function selectRam(value: i32): void {
  cartridge.ramBank = value & 31;
  const ram = config.cartridgeRam + <u32>(cartridge.ramBank << 10);
  mapWindow(0x000, 0x400, ram);
  mapWindow(0x400, 0x400, ram);
  mapLowPage(ram);
}

export function resetTigervision(): void {
  selectRom(0);
  mapWindow(0x800, 0x800, <u32>ROM + <u32>config.romSize - 0x800);
}

export function remapTigervision(): void {
  if (cartridge.ramBank == NO_RAM) selectRom(cartridge.bank);
  else selectRam(cartridge.ramBank);
}

function select(address: i32, value: i32): void {
  const offset = address & 0xfff;
  if (config.cartridgeType == TIGERVISION_3E) {
    if (offset == 0x3f) selectRom(value);
    else if (offset == 0x3e) selectRam(value);
  } else if (offset <= 0x3f) {
    selectRom(value);
  }
}

export function writeTigervision(address: i32, value: i32): void {
  select(address, value);
  const offset = address & 0xfff;
  if (cartridge.ramBank != NO_RAM && offset >= 0x400 && offset < 0x800) {
    store<u8>(config.cartridgeRam + (cartridge.ramBank << 10) + (offset & 0x3ff), <u8>value);
  } else {
    writeTia(address & 0x3f, value);
  }
}

/** A write below $1000; the bus also passes it to the TIA. */
export function writeTigervisionLow(address: i32, value: i32): void {
  if ((address & 0x1fc0) == 0) select(address & 0x1fff, value);
}
