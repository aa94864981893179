import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../../common/errors.js';
import { loadAgentsUnderTest } from '../../evaluation/players/players.js';
import {
  holdsStates,
  loadStates,
  recordStates,
  saveStates,
  statesKind,
  whatDiffers,
} from '../../evaluation/states/record-states.js';
import type { FolderKind } from '../../files/own-folder.js';
import { asWriter, settingsName } from '../../storage/results/result-folder.js';
import { runName } from '../options/bundled.js';
import { agentIdentities, calledRun, defaultFolder } from '../options/default-folder.js';
import { addRecordingOptions, type RecordingFlags } from '../options/states-options.js';
import { interruptible } from '../terminal/interruptible.js';

interface RecordStatesFlags extends RecordingFlags {
  readonly out?: string;
  readonly overwrite: boolean;
}

export function recordStatesCommand(): Command {
  return addRecordingOptions(
    new Command('record-states').description(
      'play the plain agent and keep every n-th observation, for state-grid and mc-sweep --states-from',
    ),
  )
    .option('--out <folder>', 'where states.json and states.bin.gz go (default: in runs/)')
    .option('--overwrite', 'replace the states that the folder holds', false)
    .action(recordAction);
}

/** The states of a grid are the grid's. */
const folderKind: FolderKind = {
  ...statesKind,
  isMarked: (folder) => statesKind.isMarked(folder) && !existsSync(join(folder, settingsName)),
};

async function recordAction(flags: RecordStatesFlags): Promise<void> {
  const { states: count, every: periodSteps, seed, overwrite } = flags;
  const run = runName(flags.run);
  const out = flags.out ?? folderFor(flags);
  const [agentUnderTest] = await loadAgentsUnderTest([run]);
  const asked = { count, periodSteps, seed };
  const told = await interruptible(
    { isComplete: (line) => line !== undefined, quiet: false },
    ({ signal, show, warn }) =>
      asWriter(
        out,
        folderKind,
        async (lease) => {
          if (holdsStates(out) && !overwrite) {
            const difference = whatDiffers(loadStates(out), agentUnderTest!, asked);
            if (difference === undefined) return `${count} states of ${agentUnderTest!.game} are in ${out} already`;
            throw new UsageError(
              `${out} holds recorded states with ${difference}: choose another --out, or replace them with --overwrite`,
            );
          }
          const recorded = await recordStates({
            ...{ agentUnderTest: agentUnderTest!, ...asked, signal },
            onProgress: (recordedNow) => show({ name: 'recording', unit: 'states' }, recordedNow, count),
          });
          if (!recorded) return undefined;
          lease.expectHeld();
          saveStates(out, recorded);
          return `${count} states of ${recorded.game} in ${out}`;
        },
        warn,
      ),
  );
  console.log(told ?? 'stopped: nothing is written');
}

function folderFor({ run, states, every, seed }: RecordStatesFlags): string {
  const name = runName(run);
  return defaultFolder({
    kind: 'states',
    words: [calledRun(name)],
    identity: [agentIdentities([name]), { states, every, seed }],
  });
}
