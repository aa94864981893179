// The bus: dispatches reads and writes to memory or a chip, keeps the data latch, and advances the clock.

import { readCartridge, touchLowPage, writeCartridge, writeLowPage } from './cartridge/cartridge';
import { RIOT_RAM } from './memory-map';
import { readPage } from './page-table';
import { readRiot, writeRiot } from './riot/riot';
import { bus, config, cpu } from './state';
import { readTia, writeTia } from './tia/tia';

export function tick(cycles: i32): void {
  cpu.cycles += cycles;
}

export function read(address: i32): i32 {
  const page = readPage(address);
  const value = page ? <i32>load<u8>(page + <u32>(address & 0x1fff)) : readDevice(address);
  bus.latch = value;
  return value;
}

export function readDevice(address: i32): i32 {
  if (address & 0x1000) return readCartridge(address);
  if (config.watchesLowPages) touchLowPage(address);
  return address & 0x80 ? readRiot(address) : readTia(address);
}

export function write(address: i32, value: i32): void {
  if ((address & 0x1280) == 0x80) store<u8>(RIOT_RAM + (address & 0x7f), <u8>value);
  else writeDevice(address, value);
  bus.latch = value;
}

export function writeDevice(address: i32, value: i32): void {
  if (address & 0x1000) {
    writeCartridge(address, value);
    return;
  }
  if (config.watchesLowPages) writeLowPage(address, value);
  if (address & 0x80) writeRiot(address, value);
  else writeTia(address & 0x3f, value);
}
