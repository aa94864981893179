import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../../common/errors.js';
import { loadAgentsUnderTest, type RunName } from '../../evaluation/players/players.js';
import { recordStates } from '../../evaluation/states/record-states.js';
import { holdsStates, loadStates, saveStates, statesKind, whatDiffers } from '../../evaluation/states/states.js';
import type { FolderKind } from '../../files/own-folder.js';
import { asWriter } from '../../storage/results/result-folder.js';
import { settingsName } from '../../storage/results/settings.js';
import { chooseRun, chosenName, introduce } from '../agents/chosen-agents.js';
import { agentIdentities, calledRun, defaultFolder } from '../experiment/default-folder.js';
import { gameRulesOf } from '../options/parse/given-rules.js';
import { addRecordingOptions, type RecordingFlags } from '../options/states-options.js';
import { interruptible } from '../terminal/interruptible.js';
import { introducer } from '../terminal/introduction.js';

interface RecordStatesFlags extends RecordingFlags {
  readonly out?: string;
  readonly overwrite: boolean;
}

export function recordStatesCommand(): Command {
  return addRecordingOptions(
    new Command('record-states').description(
      'Play the plain agent and record every n-th observation, for the option --states-from of state-grid and mc-sweep.',
    ),
  )
    .option('--out <folder>', 'folder of states.json and states.bin.gz (default: in runs/)')
    .option('--overwrite', 'replace the states that the folder holds', false)
    .action(recordAction);
}

/** Folders of recorded states; states in the folder of a grid belong to the grid. */
const folderKind: FolderKind = {
  ...statesKind,
  isMarked: (folder) => statesKind.isMarked(folder) && !existsSync(join(folder, settingsName)),
};

async function recordAction(flags: RecordStatesFlags): Promise<void> {
  const { states: count, every: periodSteps, seed, overwrite } = flags;
  const chosen = chosenName(await chooseRun(flags));
  const out = flags.out ?? folderFor(chosen, flags);
  const introduceAgent = introducer(await introduce([chosen]));
  const [agent] = await loadAgentsUnderTest([chosen], gameRulesOf(flags).gameRules);
  const agentUnderTest = agent!;
  const wanted = { count, periodSteps, seed };
  const options = {
    isComplete: (line: string | undefined) => line !== undefined,
    ...{ quiet: false, stopping: 'stopping: nothing is written' },
  };
  const line = await interruptible(options, ({ signal, show, warn }) =>
    asWriter(
      out,
      folderKind,
      async (lease) => {
        if (holdsStates(out) && !overwrite) {
          const difference = whatDiffers(loadStates(out), agentUnderTest, { ...wanted, rules: agentUnderTest.rules });
          if (difference === undefined) return `${count} states of ${agentUnderTest.game} are already in ${out}`;
          throw new UsageError(
            `${out} holds recorded states with ${difference}: choose another --out, or replace them with --overwrite`,
          );
        }
        introduceAgent();
        const recorded = await recordStates({
          ...{ agentUnderTest, ...wanted, signal },
          onProgress: (done) => show({ name: 'recording', unit: 'states' }, done, count),
        });
        if (!recorded) return undefined;
        lease.expectHeld();
        saveStates(out, recorded);
        return `${count} states of ${recorded.game} in ${out}`;
      },
      warn,
    ),
  );
  introduceAgent();
  console.log(line ?? 'stopped: nothing was written');
}

function folderFor({ run, folder }: RunName, flags: RecordStatesFlags): string {
  const { states, every, seed } = flags;
  const name = { run, folder };
  return defaultFolder({
    kind: 'states',
    words: [calledRun(name)],
    identity: [agentIdentities([name]), { states, every, seed, ...gameRulesOf(flags) }],
  });
}
