/**
 * The rows of a run as TensorBoard shows them: every number of a row is a scalar `group/key` at step `decision`. A run
 * that goes on writes another file beside the first, whose opening makes readers forget what came after the checkpoint.
 */
import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { explainFailure } from '../agent/files.js';
import { type EventContents, encodeEvent, fileVersion, sessionStart } from '../report/tensorboard.js';

export type EventGroup = 'train' | 'evaluation' | 'clock';

export interface EventFile {
  /** Adds the row's numbers; those that are null, or no numbers, are left out. */
  add(group: EventGroup, row: { readonly decision: number }): void;
}

const prefix = 'events.out.tfevents.';

/** Names of the event files in a folder. */
export const eventFiles = (folder: string): string[] =>
  readdirSync(folder).filter((name) => name.startsWith(prefix) && name.endsWith('.sap-atari'));

/** The file is made with its first row. @param from decisions of the checkpoint that the run goes on from */
export function openEventFile(folder: string, from: number): EventFile {
  let path: string | undefined;
  const append = (...events: readonly Omit<EventContents, 'wallTime'>[]) => {
    const wallTime = Date.now() / 1000;
    // Readers take the files of a folder in the order of their names.
    path ??= join(folder, `${prefix}${Math.floor(Date.now())}.sap-atari`);
    explainFailure(path, () =>
      appendFileSync(path!, Buffer.concat(events.map((event) => encodeEvent({ wallTime, ...event })))),
    );
  };
  return {
    add(group, row) {
      const value = Object.entries(row)
        .filter(([key, number]) => key !== 'decision' && typeof number === 'number')
        .map(([key, simpleValue]) => ({ tag: `${group}/${key}`, simpleValue }));
      const opening = path ? [] : [{ fileVersion }, { step: from + 1, sessionLog: { status: sessionStart } }];
      append(...opening, { step: row.decision, summary: { value } });
    },
  };
}
