// Detects the type of a cartridge from its image: from its size, then from byte signatures of code that switches banks.

import { ROM } from '../memory-map';
import {
  AR,
  AUTO_DETECT,
  CV,
  DPC,
  E0,
  E7,
  F4,
  F4SC,
  F6,
  F6SC,
  F8,
  F8SC,
  FASC,
  FE,
  MB,
  MC,
  ROM_2K,
  ROM_4K,
  TIGERVISION_3E,
  TIGERVISION_3F,
  UA,
} from './types';

/** Compares up to five signature bytes; the first is the most significant of `length` bytes. */
function matches(at: i32, signature: u64, length: i32): bool {
  for (let i = 0; i < length; i++) {
    if (load<u8>(ROM + at + i) != <u8>(signature >> ((length - 1 - i) << 3))) return false;
  }
  return true;
}

/** Like ALE, it does not try the last possible position, and skips `length` positions after a match. */
function occurs(size: i32, signature: u64, length: i32, times: i32 = 1): bool {
  let found = 0;
  for (let at = 0; at < size - length; at++) {
    if (!matches(at, signature, length)) continue;
    if (++found == times) return true;
    at += length;
  }
  return false;
}

function hasEqualHalves(size: i32): bool {
  return memory.compare(ROM, ROM + (size >> 1), size >> 1) == 0;
}

function isUniform(first: i32, length: i32): bool {
  for (let i = 1; i < length; i++) {
    if (load<u8>(ROM + first + i) != load<u8>(ROM + first)) return false;
  }
  return true;
}

function isSuperChip(size: i32): bool {
  for (let bank = 0; bank < size; bank += 4096) {
    if (!isUniform(bank, 256)) return false;
  }
  return true;
}

const is3e = (size: i32): bool => occurs(size, 0x853ea900, 4);
const is3f = (size: i32): bool => occurs(size, 0x853f, 2, 2);
const isUa = (size: i32): bool => occurs(size, 0x8d4002, 3);
const isCv = (size: i32): bool => occurs(size, 0x9dfff3, 3) || occurs(size, 0x9900f4, 3);

function isE0(size: i32): bool {
  return (
    occurs(size, 0x8de01f, 3) ||
    occurs(size, 0x8de05f, 3) ||
    occurs(size, 0x8de9ff, 3) ||
    occurs(size, 0xade9ff, 3) ||
    occurs(size, 0xadedff, 3) ||
    occurs(size, 0xadf3bf, 3)
  );
}

function isFe(size: i32): bool {
  return (
    occurs(size, 0x2000d0c6c5, 5) ||
    occurs(size, 0x20c3f8a582, 5) ||
    occurs(size, 0xd0fb2073fe, 5) ||
    occurs(size, 0x2000f084d6, 5)
  );
}

function isE7(): bool {
  if (!isUniform(0x3800, 0x200)) return false;
  const byte = load<u8>(ROM + 0x3800);
  for (let i = 1; i <= 32; i++) {
    if (load<u8>(ROM + 0x3800 - i) != byte || load<u8>(ROM + 0x39ff + i) != byte) return true;
  }
  return false;
}

function tigervisionOr(size: i32, otherwise: i32): i32 {
  if (is3e(size)) return TIGERVISION_3E;
  if (is3f(size)) return TIGERVISION_3F;
  return otherwise;
}

function detect8k(size: i32): i32 {
  if (isSuperChip(size)) return F8SC;
  if (hasEqualHalves(size)) return ROM_4K;
  if (isE0(size)) return E0;
  if (is3e(size)) return TIGERVISION_3E;
  if (is3f(size)) return TIGERVISION_3F;
  if (isUa(size)) return UA;
  if (isFe(size)) return FE;
  return F8;
}

/** Returns the number of the type, or AUTO_DETECT for an unknown image. */
export function detectCartridge(size: i32): i32 {
  if (size > 0 && size % 8448 == 0) return AR;
  switch (size) {
    case 2048:
      return isCv(size) ? CV : ROM_2K;
    case 4096:
      if (isCv(size)) return CV;
      return hasEqualHalves(size) ? ROM_2K : ROM_4K;
    case 8192:
      return detect8k(size);
    case 10240:
    case 10495:
    case 10496:
      return DPC;
    case 12288:
      return FASC;
    case 16384:
      if (isSuperChip(size)) return F6SC;
      if (isE7()) return E7;
      return tigervisionOr(size, F6);
    case 32768:
      return isSuperChip(size) ? F4SC : tigervisionOr(size, F4);
    case 65536:
      return tigervisionOr(size, MB);
    case 131072:
      return tigervisionOr(size, MC);
    default:
      return tigervisionOr(size, AUTO_DETECT);
  }
}
