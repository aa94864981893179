/**
 * The rows of a run for TensorBoard: every number of a row is a scalar `group/key` at the row's step, and the config is its
 * hyperparameters. A resumed run writes another file beside the first; its first events make readers drop what came after the checkpoint.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { appendWhole } from '../../files/atomic-write.js';
import { sessionEndValue, sessionStartValue } from './hparams.js';
import { type EventContents, encodeEvent, fileVersion, type SummaryValue, sessionStart } from './tensorboard.js';
import { numbersOf, stepOf, type TrackedRun, type Tracker } from './tracker.js';

const prefix = 'events.out.tfevents.';
const suffix = '.sap-atari';

/** Names of the event files in a folder. */
export const eventFiles = (folder: string): string[] =>
  readdirSync(folder).filter((name) => name.startsWith(prefix) && name.endsWith(suffix));

/**
 * Opens an event file; its first row creates it. A row that cannot be written (the disk is full) is written with the next
 * one: the run's own files have it in any case.
 */
export function openEventFile({ folder, config, from }: TrackedRun): Tracker {
  // Readers take the files of a folder in the order of their names.
  const path = join(folder, `${prefix}${Date.now()}${suffix}`);
  let waiting = [
    { fileVersion },
    { step: from + 1, sessionLog: { status: sessionStart } },
    { step: from, summary: { value: [sessionStartValue(config, now())] } },
  ].map(encodeNow);
  let hasRows = false;
  let step = from;
  function addValues(value: readonly SummaryValue[]) {
    waiting.push(encodeNow({ step, summary: { value } }));
    if (append(path, Buffer.concat(waiting))) waiting = [];
  }
  return {
    add(group, row) {
      hasRows = true;
      step = stepOf(row);
      addValues(numbersOf(row).map(([key, simpleValue]) => ({ tag: `${group}/${key}`, simpleValue })));
    },
    end(end) {
      if (hasRows) addValues([sessionEndValue(end, now())]);
    },
  };
}

/** Seconds since 1970. */
const now = (): number => Date.now() / 1000;

/** Encodes an event with the time of day. */
const encodeNow = (event: Omit<EventContents, 'wallTime'>) => encodeEvent({ wallTime: now(), ...event });

/** @returns whether the data could be appended */
function append(path: string, data: Uint8Array): boolean {
  try {
    appendWhole(path, data);
    return true;
  } catch {
    return false;
  }
}
