// E0 (Parker Brothers): four windows of 1K over eight slices, the last window fixed.

import { ROM } from '../memory-map';
import { mapWindow } from '../page-table';
import { cartridge } from '../state';

const LAST_SLICE = <u32>ROM + 0x1c00;

function selectSlice(segment: i32, slice: i32): void {
  if (segment == 0) cartridge.slice0 = slice;
  else if (segment == 1) cartridge.slice1 = slice;
  else cartridge.slice2 = slice;
  mapWindow(segment << 10, 0x400, <u32>ROM + <u32>(slice << 10));
}

export function resetE0(): void {
  selectSlice(0, 4);
  selectSlice(1, 5);
  selectSlice(2, 6);
  mapWindow(0xc00, 0x3c0, LAST_SLICE);
  mapWindow(0xfc0, 0x40, 0);
}

function touch(offset: i32): void {
  if (offset >= 0xfe0 && offset < 0xff8) selectSlice((offset - 0xfe0) >> 3, offset & 7);
}

export function readE0(address: i32): i32 {
  touch(address & 0xfff);
  return load<u8>(LAST_SLICE + (address & 0x3ff));
}

export function writeE0(address: i32): void {
  touch(address & 0xfff);
}
