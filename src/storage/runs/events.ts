/**
 * The rows of a run for TensorBoard: every number of a row is a scalar `group/key` at the row's step. A resumed run writes
 * another file beside the first; its first events make readers drop what came after the checkpoint.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { appendWhole } from '../../files/atomic-write.js';
import { type EventContents, encodeEvent, fileVersion, sessionStart } from './tensorboard.js';

type EventGroup = 'train' | 'evaluation' | 'clock';

export interface EventFile {
  /** Adds the row's numbers; values that are null, or no numbers, are omitted. */
  add(group: EventGroup, row: object): void;
}

const prefix = 'events.out.tfevents.';
const suffix = '.sap-atari';

/** Names of the event files in a folder. */
export const eventFiles = (folder: string): string[] =>
  readdirSync(folder).filter((name) => name.startsWith(prefix) && name.endsWith(suffix));

/**
 * Opens an event file; its first row creates it. A row that cannot be written (the disk is full) is written with the next
 * one: the run's own files have it in any case.
 * @param from step of the checkpoint from which the run resumes
 */
export function openEventFile(folder: string, from: number): EventFile {
  // Readers take the files of a folder in the order of their names.
  const path = join(folder, `${prefix}${Date.now()}${suffix}`);
  let waiting = [{ fileVersion }, { step: from + 1, sessionLog: { status: sessionStart } }].map(encodeNow);
  return {
    add(group, row) {
      const numbers = Object.entries(row).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
      const value = numbers
        .filter(([key]) => key !== 'step')
        .map(([key, simpleValue]) => ({ tag: `${group}/${key}`, simpleValue }));
      const step = numbers.find(([key]) => key === 'step')![1];
      waiting.push(encodeNow({ step, summary: { value } }));
      if (append(path, Buffer.concat(waiting))) waiting = [];
    },
  };
}

/** Encodes an event with the time of day. */
const encodeNow = (event: Omit<EventContents, 'wallTime'>) => encodeEvent({ wallTime: Date.now() / 1000, ...event });

/** @returns whether the data could be appended */
function append(path: string, data: Uint8Array): boolean {
  try {
    appendWhole(path, data);
    return true;
  } catch {
    return false;
  }
}
