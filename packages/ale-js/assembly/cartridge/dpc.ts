// DPC (Pitfall II): two 4K banks, 2K of display data behind eight fetchers, a random register and three music voices.

import { ROM } from '../memory-map';
import { mapWindow } from '../page-table';
import { cartridge, cpu, DPC_FETCHERS } from '../state';

const DISPLAY: usize = ROM + 8192;
const FIRST_MUSIC_FETCHER = 5;

@unmanaged
class Fetcher {
  top: i32;
  bottom: i32;
  counter: i32;
  flag: i32;
  music: i32;
}

function fetcher(index: i32): Fetcher {
  return changetype<Fetcher>(DPC_FETCHERS + <usize>index * offsetof<Fetcher>());
}

export function selectDpc(bank: i32): void {
  cartridge.bank = bank;
  mapWindow(0x080, 0xf40, <u32>ROM + <u32>(bank << 12) + 0x80);
}

/** Power-on. A reset does not change the fetchers and the random register. */
export function buildDpc(): void {
  memory.fill(DPC_FETCHERS, 0, 8 * offsetof<Fetcher>());
  cartridge.dpcRandom = 1;
}

export function resetDpc(): void {
  mapWindow(0x000, 0x080, 0);
  mapWindow(0xfc0, 0x040, 0);
  selectDpc(1);
  cartridge.dpcStamp = cpu.cycles;
  cartridge.dpcFraction = 0;
}

export function rebaseDpc(cycles: i32): void {
  cartridge.dpcStamp -= cycles;
}

function clockRandom(): void {
  const r = cartridge.dpcRandom;
  const bit = ~((r >> 7) ^ (r >> 5) ^ (r >> 4) ^ (r >> 3)) & 1;
  cartridge.dpcRandom = ((r << 1) | bit) & 0xff;
}

function clockMusic(): void {
  const delta = cpu.cycles - cartridge.dpcStamp;
  cartridge.dpcStamp = cpu.cycles;
  const clocks = (15750.0 * <f64>delta) / 1193191.66666667 + cartridge.dpcFraction;
  const whole = <i32>clocks;
  cartridge.dpcFraction = clocks - <f64>whole;
  if (whole <= 0) return;
  for (let i = FIRST_MUSIC_FETCHER; i < 8; i++) {
    const voice = fetcher(i);
    if (!voice.music) continue;
    let low = 0;
    if (voice.top) {
      const period = voice.top + 1;
      low = (voice.counter & 0xff) - (whole % period);
      if (low < 0) low += period;
    }
    if (low <= voice.bottom) voice.flag = 0;
    else if (low <= voice.top) voice.flag = 0xff;
    voice.counter = (voice.counter & 0x700) | (low & 0xff);
  }
}

const AMPLITUDES = memory.data<u8>([0, 4, 5, 9, 6, 10, 11, 15]);

function musicAmplitude(): i32 {
  clockMusic();
  let voices = 0;
  for (let i = FIRST_MUSIC_FETCHER; i < 8; i++) {
    const voice = fetcher(i);
    if (voice.music && voice.flag) voices |= 1 << (i - FIRST_MUSIC_FETCHER);
  }
  return load<u8>(AMPLITUDES + voices);
}

function readFetcher(address: i32): i32 {
  const index = address & 7;
  const data = fetcher(index);
  const low = data.counter & 0xff;
  if (low == data.top) data.flag = 0xff;
  else if (low == data.bottom) data.flag = 0;

  let value = 0;
  switch ((address >> 3) & 7) {
    case 0:
      value = index < 4 ? cartridge.dpcRandom : musicAmplitude();
      break;
    case 1:
      value = load<u8>(DISPLAY + (2047 - data.counter));
      break;
    case 2:
      value = load<u8>(DISPLAY + (2047 - data.counter)) & data.flag;
      break;
    case 7:
      value = data.flag;
      break;
  }
  if (index < FIRST_MUSIC_FETCHER || !data.music) data.counter = (data.counter - 1) & 0x7ff;
  return value;
}

function writeFetcher(address: i32, value: i32): void {
  const index = address & 7;
  const data = fetcher(index);
  switch ((address >> 3) & 7) {
    case 0:
      data.top = value;
      data.flag = 0;
      break;
    case 1:
      data.bottom = value;
      break;
    case 2:
      data.counter = (data.counter & 0x700) | (index >= FIRST_MUSIC_FETCHER && data.music ? data.top : value);
      break;
    case 3:
      data.counter = ((value & 7) << 8) | (data.counter & 0xff);
      if (index >= FIRST_MUSIC_FETCHER) data.music = (value >> 4) & 1;
      break;
    case 6:
      cartridge.dpcRandom = 1;
      break;
  }
}

function touch(offset: i32): void {
  if (offset == 0xff8) selectDpc(0);
  else if (offset == 0xff9) selectDpc(1);
}

export function readDpc(address: i32): i32 {
  const offset = address & 0xfff;
  clockRandom();
  if (offset < 0x40) return readFetcher(offset);
  touch(offset);
  return load<u8>(ROM + (cartridge.bank << 12) + offset);
}

export function writeDpc(address: i32, value: i32): void {
  const offset = address & 0xfff;
  clockRandom();
  if (offset >= 0x40 && offset < 0x80) writeFetcher(offset, value);
  else touch(offset);
}
