// UA: two 4K banks, chosen by any access to exactly $0220 or $0240, which also reaches the TIA.

import { ROM } from '../memory-map';
import { mapWindow } from '../page-table';
import { cartridge } from '../state';

export function selectUa(bank: i32): void {
  cartridge.bank = bank;
  mapWindow(0, 0x1000, <u32>ROM + <u32>(bank << 12));
}

export function touchUa(address: i32): void {
  const line = address & 0x1fff;
  if (line == 0x220) selectUa(0);
  else if (line == 0x240) selectUa(1);
}
