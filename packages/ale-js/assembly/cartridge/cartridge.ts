// Dispatches to the bank-switching schemes. A scheme maps its plain memory into the page table; accesses to its other pages come here.

import { ROM_CAPACITY, STATE } from '../memory-map';
import { forgetCode, mapRam } from '../page-table';
import { nextRandom } from '../random';
import { cartridge, config } from '../state';
import { readBanked, resetBanked, selectBank, writeBanked } from './banked-4k';
import { resetCv, writeCv } from './cv';
import { detectCartridge } from './detect';
import { buildDpc, readDpc, rebaseDpc, resetDpc, selectDpc, writeDpc } from './dpc';
import { readE0, resetE0, writeE0 } from './e0';
import { readE7, remapE7, resetE7, writeE7 } from './e7';
import { resetFe } from './fe';
import { reset2k, reset4k } from './rom-4k';
import { remapTigervision, resetTigervision, writeTigervision, writeTigervisionLow } from './tigervision';
import {
  AR,
  AUTO_DETECT,
  CV,
  DPC,
  E0,
  E7,
  F4SC,
  F6SC,
  F8SC,
  FASC,
  FE,
  MC,
  ROM_2K,
  ROM_4K,
  TIGERVISION_3E,
  TIGERVISION_3F,
  UA,
} from './types';
import { selectUa, touchUa } from './ua';

export const UNKNOWN_TYPE = -1;
export const UNSUPPORTED_TYPE = -2;
export const WRONG_SIZE = -3;

function ramSizeOf(type: i32): i32 {
  switch (type) {
    case F8SC:
    case F6SC:
    case F4SC:
      return 128;
    case FASC:
      return 256;
    case E7:
      return 2048;
    case TIGERVISION_3E:
      return 32768;
    case CV:
      return 1024;
    default:
      return 0;
  }
}

/** Returns the bytes that a scheme addresses at least; a shorter image would be read beyond its end. */
function romSizeOf(type: i32): i32 {
  switch (type) {
    case ROM_2K:
    case CV:
    case TIGERVISION_3F:
    case TIGERVISION_3E:
      return 2048;
    case ROM_4K:
      return 4096;
    case FASC:
      return 12288;
    case 6: // F6
    case F6SC:
    case E7:
      return 16384;
    case 8: // F4
    case F4SC:
      return 32768;
    case 11: // MB
      return 65536;
    case DPC:
      return 10240;
    default:
      return 8192;
  }
}

/** @returns 0, or UNKNOWN_TYPE, UNSUPPORTED_TYPE, WRONG_SIZE */
export function buildCartridge(romSize: i32, requestedType: i32): i32 {
  if (romSize <= 0 || romSize > <i32>ROM_CAPACITY) return WRONG_SIZE;
  const type = requestedType == AUTO_DETECT ? detectCartridge(romSize) : requestedType;
  if (type == AUTO_DETECT) return UNKNOWN_TYPE;
  if (type < 0 || type >= AR) return UNSUPPORTED_TYPE;
  if (romSize < romSizeOf(type)) return WRONG_SIZE;
  config.cartridgeType = type;
  config.romSize = romSize;
  config.cartridgeRamSize = ramSizeOf(type);
  config.cartridgeRam = <u32>STATE - <u32>config.cartridgeRamSize;
  config.watchesLowPages = type == TIGERVISION_3F || type == TIGERVISION_3E || type == UA ? 1 : 0;
  if (type == DPC) buildDpc();
  return 0;
}

/** Selects the initial banks, and fills RAM with random bytes unless the image contains its contents. */
export function resetCartridge(): void {
  mapRam();
  if (config.cartridgeType != CV || config.romSize != 4096) {
    for (let i = 0; i < config.cartridgeRamSize; i++) store<u8>(config.cartridgeRam + i, <u8>nextRandom());
  }
  switch (config.cartridgeType) {
    case ROM_2K:
      reset2k();
      break;
    case ROM_4K:
      reset4k();
      break;
    case FE:
      resetFe();
      break;
    case E0:
      resetE0();
      break;
    case E7:
      resetE7();
      break;
    case TIGERVISION_3F:
    case TIGERVISION_3E:
      resetTigervision();
      break;
    case UA:
      selectUa(0);
      break;
    case CV:
      resetCv();
      break;
    case DPC:
      resetDpc();
      break;
    default:
      resetBanked();
  }
}

/**
 * Called before each frame: the host may have written other bank numbers into memory. E0 keeps its windows until the next
 * hotspot access, as ALE does after a restore.
 */
export function remapCartridge(): void {
  switch (config.cartridgeType) {
    case ROM_2K:
    case ROM_4K:
    case FE:
    case E0:
    case CV:
      break;
    case E7:
      remapE7();
      break;
    case TIGERVISION_3F:
    case TIGERVISION_3E:
      remapTigervision();
      break;
    case UA:
      selectUa(cartridge.bank);
      break;
    case DPC:
      selectDpc(cartridge.bank);
      break;
    default:
      selectBank(cartridge.bank);
  }
  forgetCode();
}

/** Adjusts the time stamps when the clock is set back to 0. */
export function rebaseCartridge(cycles: i32): void {
  if (config.cartridgeType == DPC) rebaseDpc(cycles);
}

/** A read at $1000–$1FFF in a page that is not plain memory. */
export function readCartridge(address: i32): i32 {
  switch (config.cartridgeType) {
    case E0:
      return readE0(address);
    case E7:
      return readE7(address);
    case DPC:
      return readDpc(address);
    default:
      return readBanked(address);
  }
}

/** A write at $1000–$1FFF. */
export function writeCartridge(address: i32, value: i32): void {
  switch (config.cartridgeType) {
    case ROM_2K:
    case ROM_4K:
    case FE:
    case UA:
      break;
    case E0:
      writeE0(address);
      break;
    case E7:
      writeE7(address, value);
      break;
    case TIGERVISION_3F:
    case TIGERVISION_3E:
      writeTigervision(address, value);
      break;
    case CV:
      writeCv(address, value);
      break;
    case DPC:
      writeDpc(address, value);
      break;
    default:
      writeBanked(address, value);
  }
}

/** A read below $1000 that a cartridge with `watchesLowPages` also reacts to. */
export function touchLowPage(address: i32): void {
  if (config.cartridgeType == UA) touchUa(address);
}

/** A write below $1000 that a cartridge with `watchesLowPages` also reacts to. */
export function writeLowPage(address: i32, value: i32): void {
  if (config.cartridgeType == UA) touchUa(address);
  else writeTigervisionLow(address, value);
}
