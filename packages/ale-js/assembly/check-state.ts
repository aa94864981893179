// Checks the state in memory: every value that is used as an index, an address, a divisor or a loop bound must be within the range
// that the machine itself produces. Values that are computed before each frame (resumeDrawing) are not checked.

import { AR, CV, DPC, E0, E7, FE, ROM_2K, ROM_4K, TIGERVISION_3E, TIGERVISION_3F, UA } from './cartridge/types';
import {
  FRAME_CAPACITY,
  FRAMES,
  MEMORY_END,
  READ_PAGES,
  RIOT_RAM,
  ROM,
  ROM_CAPACITY,
  STATE,
  UNSAVED,
} from './memory-map';
import {
  ball,
  ballShape,
  bus,
  cartridge,
  config,
  cpu,
  DPC_FETCHERS,
  generator,
  header,
  input,
  missile0,
  missile0Shape,
  missile1,
  missile1Shape,
  Player,
  player0,
  player0Shape,
  player1,
  player1Shape,
  riot,
  Shape,
  STATE_VERSION,
  tia,
  video,
} from './state';
import { LINE_CLOCKS } from './tia/frame';

// The host's list `stateParts` has the same order.
const HEADER = 1;
const CPU = 2;
const TIMER = 3;
const BEAM = 4;
const OBJECTS = 5;
const BANKS = 6;
const GENERATOR = 7;
const INPUTS = 8;
const BUS = 9;
const PICTURE = 10;

function within(value: i32, least: i32, most: i32): bool {
  return value >= least && value <= most;
}

function isByte(value: i32): bool {
  return within(value, 0, 0xff);
}

function isHeaderValid(): bool {
  const bytes = <u32>UNSAVED - <u32>STATE + <u32>config.cartridgeRamSize;
  return header.version == STATE_VERSION && header.stateBytes == bytes;
}

function isCpuValid(): bool {
  return (
    within(cpu.pc, 0, 0xffff) &&
    isByte(cpu.a) &&
    isByte(cpu.x) &&
    isByte(cpu.y) &&
    isByte(cpu.s) &&
    within(cpu.nz, 0, 0x1ff) &&
    within(cpu.carry, 0, 1) &&
    within(cpu.jammed, 0, 1)
  );
}

function isTimerValid(): bool {
  return isByte(riot.timer) && within(riot.shift, 0, 10) && isByte(riot.swacnt);
}

/** The window must follow from the frame's origin, the beam must be in it, and both must have the same phase within the line. */
function isBeamValid(): bool {
  const origin = tia.frameOrigin;
  const left = tia.clocksLeftInLine;
  return (
    within(origin, 1 - LINE_CLOCKS, LINE_CLOCKS - 1) &&
    tia.displayStart == origin + LINE_CLOCKS * config.yStart &&
    tia.displayStop == tia.displayStart + LINE_CLOCKS * config.height &&
    within(tia.drawnTo, origin, tia.displayStop) &&
    within(left, 0, LINE_CLOCKS) &&
    (tia.displayStop - tia.drawnTo - left) % LINE_CLOCKS == 0 &&
    within(tia.enabled, 0, 63)
  );
}

function isColumn(position: i32): bool {
  return within(position, 0, 159);
}

function isPlayerValid(player: Player): bool {
  return isColumn(player.position) && within(player.motion, 0, 15);
}

function areObjectsValid(): bool {
  return (
    isPlayerValid(player0) &&
    isPlayerValid(player1) &&
    isColumn(missile0.position) &&
    within(missile0.motion, 0, 15) &&
    isColumn(missile1.position) &&
    within(missile1.motion, 0, 15) &&
    isColumn(ball.position) &&
    within(ball.motion, 0, 15)
  );
}

function isShapeValid(shape: Shape): bool {
  return isColumn(shape.position) && within(shape.mode, 0, 7) && within(shape.size, 0, 3) && within(shape.hidden, 0, 1);
}

function areShapesValid(): bool {
  return (
    isShapeValid(player0Shape) &&
    isShapeValid(player1Shape) &&
    isShapeValid(missile0Shape) &&
    isShapeValid(missile1Shape) &&
    isShapeValid(ballShape)
  );
}

/** Eight fetchers of five words: top, bottom, counter, flag, music. */
function isDpcValid(): bool {
  if (!within(cartridge.bank, 0, 1) || !isByte(cartridge.dpcRandom)) return false;
  if (!(cartridge.dpcFraction > -1 && cartridge.dpcFraction < 1)) return false;
  for (let i: usize = 0; i < 8; i++) {
    const at = DPC_FETCHERS + 20 * i;
    if (!isByte(load<i32>(at)) || !isByte(load<i32>(at, 4)) || !within(load<i32>(at, 8), 0, 0x7ff)) return false;
    if (!isByte(load<i32>(at, 12))) return false;
  }
  return true;
}

function areBanksValid(): bool {
  const bank = cartridge.bank;
  switch (config.cartridgeType) {
    case ROM_2K:
    case ROM_4K:
    case FE:
    case CV:
      return true;
    case E0:
      return within(cartridge.slice0, 0, 7) && within(cartridge.slice1, 0, 7) && within(cartridge.slice2, 0, 7);
    case E7:
      return within(cartridge.slice0, 0, 7) && within(cartridge.ramBank, 0, 3);
    case TIGERVISION_3F:
      return within(bank, 0, (config.romSize >> 11) - 1) && cartridge.ramBank == -1;
    case TIGERVISION_3E:
      return within(bank, 0, (config.romSize >> 11) - 1) && within(cartridge.ramBank, -1, 31);
    case UA:
      return within(bank, 0, 1);
    case DPC:
      return isDpcValid();
    default:
      return within(bank, 0, (config.romSize >> 12) - 1);
  }
}

function areInputsValid(): bool {
  return isByte(input.swchb) && isByte(input.swcha) && isByte(input.inpt4) && isByte(input.inpt5);
}

function liesIn(address: u32, first: usize, end: usize): bool {
  return address >= <u32>first && address + 64 <= <u32>end;
}

/** A page is a device, or 64 bytes of ROM, cartridge RAM or RIOT RAM. */
function isPageValid(page: u32): bool {
  const biased = load<u32>(READ_PAGES + (page << 2));
  const address = biased + ((page << 6) & 0x1fc0);
  return (
    biased == 0 ||
    liesIn(address, ROM, ROM + ROM_CAPACITY) ||
    liesIn(address, config.cartridgeRam, STATE) ||
    liesIn(address, RIOT_RAM, RIOT_RAM + 128)
  );
}

function isBusValid(): bool {
  for (let page: u32 = 0; page < 256; page++) if (!isPageValid(page)) return false;
  return isByte(bus.latch) && within(bus.codeBase, 0, <i32>MEMORY_END - 0x10004);
}

function isPictureValid(): bool {
  if (video.frame != FRAMES && video.frame != FRAMES + FRAME_CAPACITY) return false;
  return video.cursor >= video.frame && video.cursor <= video.frame + FRAME_CAPACITY;
}

/** Checks the state. @param unsaved also check the block that ALE does not save @returns 0, or the number of the invalid part */
export function invalidPart(unsaved: bool): i32 {
  if (!isHeaderValid() || config.cartridgeType >= AR) return HEADER;
  if (!isCpuValid()) return CPU;
  if (!isTimerValid()) return TIMER;
  if (!isBeamValid()) return BEAM;
  if (!areObjectsValid()) return OBJECTS;
  if (!areBanksValid()) return BANKS;
  if (!within(generator.index, 0, 624)) return GENERATOR;
  if (!unsaved) return 0;
  if (!areInputsValid()) return INPUTS;
  if (!isBusValid()) return BUS;
  return areShapesValid() && isPictureValid() ? 0 : PICTURE;
}
