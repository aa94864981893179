/**
 * The rows of a run as TensorBoard shows them: every number of a row is a scalar `group/key` at the step that the
 * row's position says. A run
 * that goes on writes another file beside the first, whose opening makes readers forget what came after the checkpoint.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { appendWhole } from '../../files/atomic-write.js';
import { type EventContents, encodeEvent, fileVersion, sessionStart } from './tensorboard.js';

type EventGroup = 'train' | 'evaluation' | 'clock';

export interface EventFile {
  /** Adds the row's numbers; those that are null, or no numbers, are left out. */
  add(group: EventGroup, row: object): void;
}

const prefix = 'events.out.tfevents.';
const suffix = '.sap-atari';

/** Names of the event files in a folder. */
export const eventFiles = (folder: string): string[] =>
  readdirSync(folder).filter((name) => name.startsWith(prefix) && name.endsWith(suffix));

/**
 * The file is made with its first row. A row that cannot be written (the disk is full) goes out with the next one: it is
 * in the run's own files in any case.
 * @param position key of the rows' positions: `step`
 * @param from position of the checkpoint that the run goes on from
 */
export function openEventFile(folder: string, position: string, from: number): EventFile {
  // Readers take the files of a folder in the order of their names.
  const path = join(folder, `${prefix}${Date.now()}${suffix}`);
  let waiting = [{ fileVersion }, { step: from + 1, sessionLog: { status: sessionStart } }].map(atThisTime);
  return {
    add(group, row) {
      const numbers = Object.entries(row).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
      const value = numbers
        .filter(([key]) => key !== position)
        .map(([key, simpleValue]) => ({ tag: `${group}/${key}`, simpleValue }));
      const step = numbers.find(([key]) => key === position)![1];
      waiting.push(atThisTime({ step, summary: { value } }));
      if (append(path, Buffer.concat(waiting))) waiting = [];
    },
  };
}

const atThisTime = (event: Omit<EventContents, 'wallTime'>) => encodeEvent({ wallTime: Date.now() / 1000, ...event });

/** → whether it could */
function append(path: string, data: Uint8Array): boolean {
  try {
    appendWhole(path, data);
    return true;
  } catch {
    return false;
  }
}
