/**
 * A replay as files: every lane in chunks of 1,024 slots, deflated. A full chunk never changes again, so that a
 * checkpoint writes only what came since the last one, and the open end.
 */
import { deflateSync, inflateSync } from 'node:zlib';
import { frameBytes } from '../env/environment.js';
import type { FileSet, Files } from './file-set.js';
import type { Replay } from './replay.js';
import { emptySlots, type Slots } from './replay-lane.js';

const chunkSlots = 1024;
/** Frame, reward, action, marks. */
const slotBytes = frameBytes + 4 + 1 + 1;

const chunkName = (lane: number, chunk: number) => `shared/replay-${lane}-${String(chunk).padStart(8, '0')}.z`;
const endName = (lane: number) => `replay-${lane}-end.z`;

/** Files of a checkpoint by name; the full chunks are shared between checkpoints. */
export function replayFiles(replay: Replay): Files {
  const files: Record<string, () => Uint8Array> = {};
  for (let lane = 0; lane < replay.lanes; lane++) {
    const { first, open, end } = chunksOf(replay.window(lane));
    for (let chunk = first; chunk < open; chunk++) {
      const start = chunk * chunkSlots;
      files[chunkName(lane, chunk)] = () => pack(replay.read(lane, start, start + chunkSlots));
    }
    files[endName(lane)] = () => pack(replay.read(lane, Math.min(open * chunkSlots, end), end));
  }
  return files;
}

/** Puts the slots of a checkpoint back. @param windows of the lanes, as they were when it was written */
export function restoreReplay(replay: Replay, windows: readonly { oldest: number; end: number }[], set: FileSet): void {
  windows.forEach((window, lane) => {
    const { first, open, end } = chunksOf(window);
    for (let chunk = first; chunk < open; chunk++) {
      replay.write(lane, chunk * chunkSlots, unpack(set.read(chunkName(lane, chunk))));
    }
    replay.write(lane, Math.min(open * chunkSlots, end), unpack(set.read(endName(lane))));
  });
}

/** Chunks from `first` to before `open` are full and final; the newest slot is not, since its action is still to come. */
function chunksOf({ oldest, end }: { readonly oldest: number; readonly end: number }) {
  const open = Math.floor(Math.max(0, end - 1) / chunkSlots);
  return { first: Math.min(Math.floor(oldest / chunkSlots), open), open, end };
}

function pack({ frames, rewards, actions, marks }: Slots): Uint8Array {
  const parts = [frames, new Uint8Array(rewards.buffer), new Uint8Array(actions.buffer), marks];
  return deflateSync(Buffer.concat(parts), { level: 1 });
}

function unpack(data: Uint8Array): Slots {
  const bytes = inflateSync(data);
  const slots = emptySlots(bytes.length / slotBytes);
  const { frames, rewards, actions, marks } = slots;
  let at = 0;
  for (const part of [frames, new Uint8Array(rewards.buffer), new Uint8Array(actions.buffer), marks]) {
    part.set(bytes.subarray(at, at + part.length));
    at += part.length;
  }
  return slots;
}
