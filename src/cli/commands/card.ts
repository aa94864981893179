import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../../common/errors.js';
import { plural } from '../../common/format.js';
import { limits } from '../../common/limits.js';
import { readResultCard } from '../../sweep/card/card.js';
import { tolerance } from '../../sweep/card/recompute.js';
import { otherMachine, thisMachine, type Verified, verifyCard } from '../../sweep/card/verify.js';
import { runFolder } from '../options/bundled.js';
import { numberOption } from '../options/parse/numbers.js';
import { conventions } from '../terminal/conventions.js';
import { interruptible } from '../terminal/interruptible.js';

export function cardCommand(): Command {
  return new Command('card')
    .description('Verify result cards, which sweep collect writes for each agent of a sweep.')
    .addCommand(conventions(verifyCommand()));
}

interface VerifyFlags {
  readonly run?: string;
  readonly sample: number;
  readonly seed: number;
}

function verifyCommand(): Command {
  return new Command('verify')
    .description(
      'Check that the tables of a card follow from its episodes, and play a sample of them again with the agent: the lines must be the same bytes. Exits with code 1 at the first that differs.',
    )
    .argument('<card.json>', 'a result card')
    .option(
      '--run <folder>',
      'folder of the agent (default: the one that the card names, in the folder of its sweep)',
      runFolder,
    )
    .option(
      '--sample <count>',
      'episodes to play again; more than there are: all',
      numberOption(limits.command.episodes),
      5,
    )
    .option('--seed <integer>', 'seed of the choice of episodes', numberOption(limits.agent.seed), 1)
    .action(verifyAction);
}

async function verifyAction(path: string, { run, sample, seed }: VerifyFlags): Promise<void> {
  const card = readResultCard(path);
  const folder = run ?? folderOf(path, card.agent.run);
  const other = otherMachine(card, thisMachine());
  if (other !== undefined) {
    console.error(
      `computed by another machine (${other}): last digits may differ, so means may differ by ${tolerance}; returns and counts may not`,
    );
  }
  const { chosen, agreed, episodes, isWhole } = await interruptible<Verified>(
    { isComplete: (found) => found.agreed.length === found.chosen, quiet: false, stopping: 'stopping' },
    ({ signal, show }) =>
      verifyCard(card, {
        ...{ path, folder, sample, seed, signal },
        onProgress: (done, total, { step }) =>
          show({ name: 'verifying', unit: 'episodes' }, done, total, { step: String(step) }),
      }),
  );
  for (const { name, isEqual } of agreed) console.log(`${name}: ${isEqual ? 'equal' : `equal within ${tolerance}`}`);
  const equal = agreed.filter(({ isEqual }) => isEqual).length;
  const [within, stopped] = [
    agreed.length - equal,
    agreed.length < chosen ? ` (stopped before the end of ${chosen})` : '',
  ];
  if (!isWhole) {
    console.log(
      `${path}: its checks, conclusions, warnings, notes and rules were not compared, since sap-atari ${card.version} wrote it: verify it with that version`,
    );
  }
  console.log(
    `${path}: its ${isWhole ? 'tables follow' : 'scores follow'} from its ${plural(episodes, 'episode')}; ${agreed.length} of them recomputed${stopped}: ${equal} equal byte for byte${within > 0 ? `, ${within} within ${tolerance}` : ''}`,
  );
}

/** Cards lie in cards/ of their sweep. @throws UsageError where the agent is not there */
function folderOf(path: string, run: string): string {
  const folder = join(dirname(dirname(resolve(path))), run);
  if (existsSync(folder)) return folder;
  throw new UsageError(`${path}: expected its agent in ${folder}, got none; give its folder with --run`);
}
