// INPT0–3: a paddle charges a capacitor; INPT4–5: fire buttons.

import { cpu, tia } from '../state';

export const INFINITE_RESISTANCE: i32 = 0x7fffffff;

/** Returns bit 7 of INPT0–3. The comparison is unsigned: a target before cycle 0 is never reached. */
export function paddleBit(resistance: i32): i32 {
  if (resistance == 0) return 0x80;
  if (resistance == INFINITE_RESISTANCE || tia.dumped) return 0;
  const needed = <i32>(1.6 * <f64>resistance * 1e-8 * 1.19e6);
  return <u32>cpu.cycles > <u32>(tia.dumpedAt + needed) ? 0x80 : 0;
}
