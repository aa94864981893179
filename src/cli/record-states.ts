import { Command } from 'commander';
import { contestantsOf } from '../experiments/cast.js';
import { recordStates, saveStates } from '../experiments/record-states.js';
import { runName } from './bundled.js';
import { interruptedExitCode, interruptSignal } from './interrupt.js';
import { createProgress } from './progress.js';
import { addRecordingOptions, type RecordingFlags } from './states-options.js';

export function recordStatesCommand(): Command {
  return addRecordingOptions(
    new Command('record-states').description(
      'play the plain agent and keep every n-th observation, for state-grid and mc-sweep --states-from',
    ),
  )
    .option('--out <folder>', 'where states.json and states.bin.gz go', 'runs/states')
    .action(recordAction);
}

async function recordAction({ run, states, every, seed, out }: RecordingFlags & { out: string }): Promise<void> {
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
      process.exitCode = interruptedExitCode;
      return;
    }
    saveStates(out, recorded);
    console.log(`${states} states of ${recorded.game} in ${out}`);
  } finally {
    bar.stop();
    release();
  }
}
