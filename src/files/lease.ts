/**
 * At most one process writes to a folder: the one that holds its lease, a file in the folder.
 *
 *     lease.json              names the holder; its modification time is the last heartbeat
 *     lease-after-<id>.json   a claim: only its author may succeed the holder whose file has that id
 *
 * A lease file appears with its whole content (`link`), and its content is unique. A process may replace or remove
 * lease.json only while it owns the claim on it. So two processes that find the same stale lease cannot both take it, and a
 * slow holder cannot remove its successor's lease. A claim whose author has ended can be claimed in turn: claims form a
 * chain, and the last one names the holder. Heartbeats are compared with the time of a new file in the same folder, so the
 * clocks of hosts that share a network file system do not matter. docs/decisions/0010-run-folders.md gives the reasons.
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
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { explainFailure } from './atomic-write.js';
import { expectStale, type Found, nameOf, orElse, ownText, stateOf } from './lease-holder.js';
import { readRegularFile } from './read-file.js';
import { sha256 } from './sha256.js';

export interface Lease {
  /** To be called before each write. @throws Error in one line when this process does not hold the lease any more */
  expectHeld(): void;
  /** Ends the lease. Does nothing when another process has taken it over. */
  release(): void;
}

export interface LeaseOptions {
  /** Receives one line when a stale lease is taken over. */
  readonly onWarning?: ((line: string) => void) | undefined;
  /** Time without a heartbeat after which the lease of a process on another host is stale. */
  readonly staleSeconds?: number | undefined;
  /** Time between two heartbeats. */
  readonly heartbeatSeconds?: number | undefined;
}

const leaseName = 'lease.json';
/** Ten minutes: training may block the event loop for a minute or two, while it compiles or writes a large checkpoint. */
const defaultStaleSeconds = 600;
const defaultHeartbeatSeconds = 15;

/** Whether a file of this name belongs to a lease; such files do not count as content of the folder. */
export const isLeaseFile = (name: string): boolean =>
  /^lease(-after-[0-9a-f]{16}|-[0-9a-f]{16})?\.(json|tmp)$/.test(name);

/**
 * Takes the lease of an existing folder. A lease is stale, and is taken over with a warning, when its holder was a
 * process of this host that has ended, or one of another host that has had no heartbeat for `staleSeconds`.
 * @throws UsageError in one line that names the holder; Error when the folder cannot be written to
 */
export function takeLease(folder: string, options: LeaseOptions = {}): Lease {
  const { onWarning = () => {}, staleSeconds = defaultStaleSeconds } = options;
  const text = ownText();
  const warning = withCandidate(folder, text, (candidate) => {
    for (;;) {
      const chain = readChain(folder);
      const holder = chain.at(-1);
      const fault = holder && expectStale(folder, holder, statSync(candidate).mtimeMs, staleSeconds);
      const path = join(folder, holder ? claimName(holder.text) : leaseName);
      if (!linkNew(candidate, path)) continue;
      if (readChain(folder).at(-1)?.text !== text) {
        // Between reading the chain and claiming its end, the holder released the lease, and perhaps another process took it.
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
      } catch {} // the folder was deleted or is read-only: the lease becomes stale when this process ends
    },
  };
}

/** Removes this process's lease, after claiming it so that no other process may replace it meanwhile. */
function remove(folder: string, text: string): void {
  const path = join(folder, leaseName);
  withCandidate(folder, ownText(), (candidate) => {
    const claim = join(folder, claimName(text));
    if (!linkNew(candidate, claim)) return;
    if (readIfThere(path) === text) rmSync(path, { force: true });
    rmSync(claim, { force: true });
  });
}

/** Rewrites the same bytes, so that the file server sets the modification time; a successor's file stays as it is. */
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
  } catch {} // a missed heartbeat; the check before the next write detects a lost lease
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

/** A lease has about 300. */
const mostLeaseBytes = 65_536;

function readIfThere(path: string): string | undefined {
  try {
    return Buffer.from(readRegularFile(path, mostLeaseBytes)).toString();
  } catch (error) {
    if (((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Runs `use` with a new file in the folder that contains the text; the file is deleted afterwards. */
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

/** Gives the candidate another name, unless that name exists. @returns whether it did */
function linkNew(candidate: string, path: string): boolean {
  try {
    linkSync(candidate, path);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    // The response of a network file system may be lost after it has made the link.
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

/** Deletes files that killed processes left while taking or releasing leases. */
function tidy(folder: string, nowMs: number, staleSeconds: number): void {
  const names = readdirSync(folder).filter((name) => isLeaseFile(name) && name !== leaseName);
  for (const path of names.map((name) => join(folder, name))) {
    const isStale = orElse(
      () => stateOf({ path, text: readIfThere(path) ?? '' }, nowMs, staleSeconds).why !== undefined,
      false,
    );
    if (isStale) rmSync(path, { force: true });
  }
}

/** What a reader may say of a folder's writer: `none`, `alive`, or why its lease is stale, as a clause. Changes nothing. */
export function writerOf(
  folder: string,
  staleSeconds = defaultStaleSeconds,
): 'none' | 'alive' | { readonly stale: string } {
  return orElse(() => {
    const holder = readChain(folder).at(-1);
    if (!holder) return 'none';
    // The clock of this host stands in for that of the file system: a reader must not create a file to ask it.
    const { why } = stateOf(holder, Date.now(), staleSeconds);
    return why === undefined ? 'alive' : { stale: why };
  }, 'none');
}
