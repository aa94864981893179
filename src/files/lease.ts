/**
 * One writer a folder: a process that writes to a folder holds its lease, a file in it.
 *
 *     lease.json              who holds the lease; its modification time is the holder's last heartbeat
 *     lease-after-<id>.json   a claim: its author, and nobody else, succeeds the holder whose file has that id
 *
 * A lease file appears with its whole content (`link`), and its content is unique. A process may replace or remove
 * lease.json only while it owns the claim on it, so two processes that find the same stale lease cannot both win, and a
 * slow holder cannot remove its successor's lease. A claim whose author has ended can be claimed in its turn: claims form
 * a chain, and its end is the holder. Heartbeats are compared with the time of a new file in the same folder, so that
 * on a network file system clocks of different hosts do not matter. docs/decisions/0010-run-folders.md gives the reasons.
 */

import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { UsageError } from '../common/errors.js';
import { explainFailure } from './atomic-write.js';
import { readRegularFile } from './read-file.js';
import { sha256 } from './sha256.js';

export interface Lease {
  /** Checks that this process still holds the lease: to be called before each write. @throws Error in one line if not */
  expectHeld(): void;
  /** Gives the lease up. Does nothing when another process has taken it over. */
  release(): void;
}

export interface LeaseOptions {
  /** Receives one line when a stale lease is taken over. */
  readonly onWarning?: ((line: string) => void) | undefined;
  /** Silence of a holder on another host after which its lease is stale. */
  readonly staleSeconds?: number | undefined;
  /** Time between two heartbeats. */
  readonly heartbeatSeconds?: number | undefined;
}

const format = 'sap-atari lease 1';
const leaseName = 'lease.json';
/** Ten minutes: training may block the event loop for a minute or two, while it compiles or writes a large checkpoint. */
const defaultStaleSeconds = 600;
const defaultHeartbeatSeconds = 15;

/** Whether a file of this name belongs to a lease: it says nothing about what else the folder holds. */
export const isLeaseFile = (name: string): boolean =>
  /^lease(-after-[0-9a-f]{16}|-[0-9a-f]{16})?\.(json|tmp)$/.test(name);

/**
 * Takes the lease of an existing folder. A lease is stale, and is taken over with a warning, when its holder was a
 * process of this host that has ended, or one of another host whose heartbeat has been silent for `staleSeconds`.
 * @throws UsageError in one line that names the holder; Error when the folder cannot be written to
 */
export function takeLease(folder: string, options: LeaseOptions = {}): Lease {
  const { onWarning = () => {}, staleSeconds = defaultStaleSeconds } = options;
  const text = ownText();
  const warning = withCandidate(folder, text, (candidate) => {
    for (;;) {
      const chain = readChain(folder);
      const holder = chain.at(-1);
      const fault = holder && whyStale(folder, holder, statSync(candidate).mtimeMs, staleSeconds);
      const path = join(folder, holder ? claimName(holder.text) : leaseName);
      if (!linkNew(candidate, path)) continue;
      if (readChain(folder).at(-1)?.text !== text) {
        // The holder went away, and perhaps another one came, between reading the chain and claiming its end.
        if (holder) rmSync(path, { force: true });
        continue;
      }
      if (holder) renameSync(path, join(folder, leaseName));
      tidy(folder, statSync(candidate).mtimeMs, staleSeconds);
      if (!holder) return undefined;
      return `${folder}: taking over the lease of ${nameOf(holder)}, which ${fault}`;
    }
  });
  if (warning !== undefined) onWarning(warning);
  return held(folder, text, options);
}

function held(folder: string, text: string, { heartbeatSeconds = defaultHeartbeatSeconds }: LeaseOptions): Lease {
  const path = join(folder, leaseName);
  const isHeld = () => readIfThere(path) === text && !existsSync(join(folder, claimName(text)));
  let beatAt = performance.now();
  const beat = () => {
    beatAt = performance.now();
    renew(path, text);
  };
  // The timer cannot fire while the event loop is blocked; checks before writes renew the lease too.
  const timer = setInterval(beat, heartbeatSeconds * 1000).unref();
  return {
    expectHeld() {
      if (!isHeld()) {
        const holder = readChain(folder).at(-1);
        throw new Error(
          `${folder} ${holder ? `was taken over by ${nameOf(holder)}` : `has lost its ${leaseName}`}: stopped before the next write`,
        );
      }
      if (performance.now() - beatAt >= heartbeatSeconds * 1000) beat();
    },
    release() {
      clearInterval(timer);
      try {
        if (isHeld()) remove(folder, text);
      } catch {} // the folder is gone, or read-only by now: the lease is stale as soon as this process has ended
    },
  };
}

/** Removes the own lease, after claiming it: from then on nobody else may replace it. */
function remove(folder: string, text: string): void {
  const path = join(folder, leaseName);
  withCandidate(folder, ownText(), (candidate) => {
    const claim = join(folder, claimName(text));
    if (!linkNew(candidate, claim)) return;
    if (readIfThere(path) === text) rmSync(path, { force: true });
    rmSync(claim, { force: true });
  });
}

/** Rewrites the same bytes: the file server sets the modification time, and a successor's file is never touched. */
function renew(path: string, text: string): void {
  try {
    const file = openSync(path, 'r+');
    try {
      if (readFileSync(file, 'utf8') !== text) return;
      writeSync(file, text, 0);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch {} // a missed heartbeat; the check before the next write finds out whether the lease is lost
}

interface Found {
  readonly path: string;
  readonly text: string;
}

/** The lease and the claims on it, oldest first. */
function readChain(folder: string): Found[] {
  const chain: Found[] = [];
  for (let path = join(folder, leaseName); ; ) {
    const text = readIfThere(path);
    if (text === undefined) return chain;
    chain.push({ path, text });
    path = join(folder, claimName(text));
  }
}

const claimName = (text: string) => `lease-after-${idOf(text)}.json`;
const idOf = (text: string) => sha256(text).slice(0, 16);

/** A lease has some 300. */
const mostLeaseBytes = 65_536;

function readIfThere(path: string): string | undefined {
  try {
    return Buffer.from(readRegularFile(path, mostLeaseBytes)).toString();
  } catch (error) {
    if (((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Runs `use` with a new file of the folder that holds the text; the file is gone afterwards. */
function withCandidate<T>(folder: string, text: string, use: (candidate: string) => T): T {
  const candidate = join(folder, `lease-${idOf(text)}.tmp`);
  return explainFailure(folder, () => {
    try {
      writeFileSync(candidate, text, { flag: 'wx' });
      return use(candidate);
    } finally {
      rmSync(candidate, { force: true });
    }
  });
}

/** Gives the candidate another name, unless that name is taken. → whether it did */
function linkNew(candidate: string, path: string): boolean {
  try {
    linkSync(candidate, path);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    // The answer of a network file system may get lost after it has made the link.
    if (code === 'EEXIST')
      return statSync(candidate).nlink > 1 && readIfThere(path) === readFileSync(candidate, 'utf8');
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code)) throw error;
  }
  try {
    copyFileSync(candidate, path, constants.COPYFILE_EXCL); // a file system without hard links
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** A process, in words that no other process ever has, on any host. */
interface Process {
  readonly host: string;
  /** Tells hosts of the same name, and containers of one host, apart; empty where the system does not say. */
  readonly machine: string;
  readonly pid: number;
  /** Tells apart processes that had the same pid one after the other; empty where the system does not say. */
  readonly started: string;
}

let leasesTaken = 0;

/** The content of a lease of this process; no two are equal. */
function ownText(): string {
  const process_: Process = {
    host: hostname(),
    machine: machine(),
    pid: process.pid,
    started: startOf(process.pid) ?? '',
  };
  return `${JSON.stringify({ format, ...process_, since: new Date().toISOString(), threadId, serial: ++leasesTaken })}\n`;
}

type Holder = Process & { readonly since: string };

/** @throws UsageError for a file that is no lease: nobody can say whether its author still writes */
function holderOf({ path, text }: Found): Holder {
  try {
    const holder = JSON.parse(text) as Holder & { format: string };
    if (holder.format === format) return holder;
  } catch {}
  throw new UsageError(`${path} is not a valid lease: delete it if no other process writes to this folder`);
}

const nameOf = (found: Found): string => {
  const { host, pid, since } = holderOf(found);
  return `process ${pid} on host "${host}" (since ${since})`;
};

/** → why the lease is stale, as a clause. @throws UsageError when it is not */
function whyStale(folder: string, found: Found, nowMs: number, staleSeconds: number): string {
  const { why, silentSeconds, isRunning } = stateOf(found, nowMs, staleSeconds);
  if (why !== undefined) return why;
  const remedy = isRunning
    ? 'wait until it has ended, or stop it'
    : `its last heartbeat was ${duration(silentSeconds)} ago, and its lease can be taken over after ${duration(staleSeconds)} without one`;
  throw new UsageError(`${folder} is in use by ${nameOf(found)}: choose another folder, or ${remedy}`);
}

interface State {
  /** Why it is stale, as a clause; undefined when it is not. */
  readonly why?: string;
  readonly silentSeconds: number;
  /** Known to run on this host, perhaps suspended. */
  readonly isRunning: boolean;
}

function stateOf(found: Found, nowMs: number, staleSeconds: number): State {
  const holder = holderOf(found);
  const here = holder.host === hostname() && holder.machine === machine();
  const silentSeconds = Math.max(0, nowMs - (statSync(found.path, { throwIfNoEntry: false })?.mtimeMs ?? nowMs)) / 1000;
  const started = here ? startOf(holder.pid) : '';
  if (started === undefined || (isKnown(started, holder.started) && started !== holder.started)) {
    return { why: 'has ended without giving it up', silentSeconds, isRunning: false };
  }
  const isRunning = here && isKnown(started, holder.started);
  const why = `has given no heartbeat for ${duration(silentSeconds)}`;
  return { ...(!isRunning && silentSeconds > staleSeconds && { why }), silentSeconds, isRunning };
}

/** Deletes files that killed processes left while they took or released leases. Another process holds the lease. */
function tidy(folder: string, nowMs: number, staleSeconds: number): void {
  const names = readdirSync(folder).filter((name) => isLeaseFile(name) && name !== leaseName);
  for (const path of names.map((name) => join(folder, name))) {
    const isLeft = orElse(
      () => stateOf({ path, text: readIfThere(path) ?? '' }, nowMs, staleSeconds).why !== undefined,
      false,
    );
    if (isLeft) rmSync(path, { force: true });
  }
}

const isKnown = (...starts: readonly string[]) => starts.every((start) => start !== '');

const duration = (seconds: number): string =>
  seconds < 120 ? `${Math.round(seconds)} seconds` : `${Math.round(seconds / 60)} minutes`;

/** Linux has an id of the installation, and one of the space in which a pid counts. */
const machine = (): string =>
  [() => readFileSync('/etc/machine-id', 'utf8').trim(), () => readlinkSync('/proc/self/ns/pid')]
    .map((read) => orElse(read, ''))
    .join(' ')
    .trim();

/** When a process of this host started; empty where the system does not say, undefined when there is no such process. */
function startOf(pid: number): string | undefined {
  const stat = orElse(() => readFileSync(`/proc/${pid}/stat`, 'utf8'), undefined);
  if (stat !== undefined) {
    // man 5 proc: the name in parentheses may hold anything; then the state is field 3 and the start field 22.
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

function orElse<T, E>(read: () => T, otherwise: E): T | E {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
