import { mkdirSync } from 'node:fs';
import { Command } from 'commander';
import { UsageError } from '../errors.js';
import { contestantsOf } from '../experiments/cast.js';
import { holdsStates, recordStates, saveStates } from '../experiments/record-states.js';
import { explainFailure } from '../files/files.js';
import { runName } from './bundled.js';
import { interruptedExitCode, interruptSignal } from './interrupt.js';
import { createProgress } from './progress.js';
import { addRecordingOptions, type RecordingFlags } from './states-options.js';

interface RecordStatesFlags extends RecordingFlags {
  readonly out: string;
  readonly overwrite: boolean;
}

export function recordStatesCommand(): Command {
  return addRecordingOptions(
    new Command('record-states').description(
      'play the plain agent and keep every n-th observation, for state-grid and mc-sweep --states-from',
    ),
  )
    .option('--out <folder>', 'where states.json and states.bin.gz go', 'runs/states')
    .option('--overwrite', 'replace the states that the folder holds', false)
    .action(recordAction);
}

async function recordAction({ run, states, every, seed, out, overwrite }: RecordStatesFlags): Promise<void> {
  if (holdsStates(out) && !overwrite) {
    throw new UsageError(`${out} holds recorded states: choose another --out, or replace them with --overwrite`);
  }
  explainFailure(out, () => mkdirSync(out, { recursive: true }));
  const bar = createProgress({ total: states, unit: 'states' });
  const { signal, release } = interruptSignal(() => bar.note('stopping: nothing is written'));
  try {
    const [contestant] = await contestantsOf([runName(run)]);
    const recorded = await recordStates({
      contestant: contestant!,
      count: states,
      periodDecisions: every,
      seed,
      signal,
      onProgress: (count) => bar.update(count, {}),
    });
    bar.stop();
    if (!recorded) {
      process.exitCode = interruptedExitCode(signal);
      return;
    }
    saveStates(out, recorded);
    console.log(`${states} states of ${recorded.game} in ${out}`);
  } finally {
    bar.stop();
    release();
  }
}
