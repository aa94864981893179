/** The holder of a lease (lease.ts): how a process identifies itself, and whether it still holds the lease. */
import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { threadId } from 'node:worker_threads';
import { UsageError } from '../common/errors.js';

const format = 'sap-atari lease 1';

/** A process, identified uniquely over time and hosts. */
interface Process {
  readonly host: string;
  /** Distinguishes hosts of the same name, and containers of one host; empty where the system has no such id. */
  readonly machine: string;
  readonly pid: number;
  /** Distinguishes processes that had the same pid one after the other; empty where the system has no start time. */
  readonly started: string;
}

type Holder = Process & { readonly since: string };

/** A lease file and its content. */
export interface Found {
  readonly path: string;
  readonly text: string;
}

let leasesTaken = 0;

/** The content of a new lease of this process; no two are equal. */
export function ownText(): string {
  const own: Process = {
    host: hostname(),
    machine: machine(),
    pid: process.pid,
    started: startOf(process.pid) ?? '',
  };
  return `${JSON.stringify({ format, ...own, since: new Date().toISOString(), threadId, serial: ++leasesTaken })}\n`;
}

/** @throws UsageError for a file that is not a lease: whether its author still writes is unknown */
function holderOf({ path, text }: Found): Holder {
  try {
    const holder = JSON.parse(text) as Holder & { format: string };
    if (holder.format === format) return holder;
  } catch {}
  throw new UsageError(`${path} is not a valid lease: delete it if no other process writes to this folder`);
}

export function nameOf(found: Found): string {
  const { host, pid, since } = holderOf(found);
  return `process ${pid} on host "${host}" (since ${since})`;
}

/** @returns why the lease is stale, as a clause @throws UsageError when it is not */
export function expectStale(folder: string, found: Found, nowMs: number, staleSeconds: number): string {
  const { why, silentSeconds, isRunning } = stateOf(found, nowMs, staleSeconds);
  if (why !== undefined) return why;
  const remedy = isRunning
    ? 'wait until it has ended, or stop it'
    : `its last heartbeat was ${duration(silentSeconds)} ago, and its lease can be taken over after ${duration(staleSeconds)} without one`;
  throw new UsageError(`${folder} is in use by ${nameOf(found)}: choose another folder, or ${remedy}`);
}

interface State {
  /** Why the lease is stale, as a clause; undefined when it is not. */
  readonly why?: string;
  /** Since the last heartbeat. */
  readonly silentSeconds: number;
  /** Whether the holder is known to run on this host, perhaps suspended. */
  readonly isRunning: boolean;
}

/** @param nowMs time of the folder's file system */
export function stateOf(found: Found, nowMs: number, staleSeconds: number): State {
  const holder = holderOf(found);
  const isHere = holder.host === hostname() && holder.machine === machine();
  const silentSeconds = Math.max(0, nowMs - (statSync(found.path, { throwIfNoEntry: false })?.mtimeMs ?? nowMs)) / 1000;
  const started = isHere ? startOf(holder.pid) : '';
  if (started === undefined || (isKnown(started, holder.started) && started !== holder.started)) {
    return { why: 'has ended without releasing it', silentSeconds, isRunning: false };
  }
  const isRunning = isHere && isKnown(started, holder.started);
  const why = `has had no heartbeat for ${duration(silentSeconds)}`;
  return { ...(!isRunning && silentSeconds > staleSeconds && { why }), silentSeconds, isRunning };
}

const isKnown = (...starts: readonly string[]) => starts.every((start) => start !== '');

const duration = (seconds: number): string =>
  seconds < 120 ? `${Math.round(seconds)} seconds` : `${Math.round(seconds / 60)} minutes`;

/** On Linux the id of the installation, and that of the namespace of pids; empty elsewhere. */
const machine = (): string =>
  [() => readFileSync('/etc/machine-id', 'utf8').trim(), () => readlinkSync('/proc/self/ns/pid')]
    .map((read) => orElse(read, ''))
    .join(' ')
    .trim();

/** Start time of a process of this host; empty where the system has none, undefined when there is no such process. */
function startOf(pid: number): string | undefined {
  const stat = orElse(() => readFileSync(`/proc/${pid}/stat`, 'utf8'), undefined);
  if (stat !== undefined) {
    // man 5 proc: the name in parentheses may contain anything; then the state is field 3 and the start time field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  }
  try {
    process.kill(pid, 0);
    return '';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? '' : undefined;
  }
}

export function orElse<T, E>(read: () => T, otherwise: E): T | E {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
