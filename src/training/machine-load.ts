/** How busy the processors of this machine are, with this process and with others. */
import { cpus } from 'node:os';

/** Processor time so far, in seconds, over all processors. */
export interface MachineLoad {
  readonly busy: number;
  readonly total: number;
  /** Of this process, in `busy` as well. */
  readonly own: number;
}

export function machineLoad(): MachineLoad {
  const { user, system } = process.cpuUsage(); // microseconds
  let [busy, total] = [0, 0];
  for (const { times } of cpus()) {
    const all = Object.values(times).reduce((sum, ms) => sum + ms, 0);
    total += all / 1000;
    busy += (all - times.idle) / 1000;
  }
  return { busy, total, own: (user + system) / 1e6 };
}

/** Returns the share of the processors, 0–1, that other processes used between two readings. */
export function othersShare(first: MachineLoad, last: MachineLoad): number {
  const total = last.total - first.total;
  if (total <= 0) return 0;
  const others = last.busy - first.busy - (last.own - first.own);
  return Math.min(1, Math.max(0, others / total));
}
