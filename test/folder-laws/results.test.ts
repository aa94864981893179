/** Commands that leave results. Those that share their folder's code with another in the sample run in the full size only. */
import { sampleSize } from '../helpers/sample.js';
import { type FolderCommand, folderLaws } from './laws.js';

const quick = ['--workers', '1', '--mc-output', '1'];
const attack = ['--attacks', 'random', '--defenses', 'none', '--lambda', '0,2', ...quick];
const games = [...attack, '--episodes', '1', '--max-decisions', '2'];
const states = ['--states', '2', '--every', '2'];
/** A second time goes on where nothing is left; only the time of what was computed is not the same again. */
const law = {
  again: 'goes on',
  overwrites: true,
  mayChange: /(^|\/)timing\.jsonl$/,
  failingStart: ['--run', 'nowhere'],
} as const;

const commands: readonly FolderCommand[] = [
  { name: 'evaluate', args: (out) => ['evaluate', ...games, '--out', out], ...law },
  { name: 'state-grid', args: (out) => ['state-grid', ...states, ...attack, '--out', out], ...law },
  { name: 'record-states', args: (out) => ['record-states', ...states, '--out', out], ...law },
  {
    name: 'vision evaluate',
    args: (out) => ['vision', 'evaluate', ...attack, '--images', '1', '--out', out],
    ...law,
  },
  { name: 'table1', args: (out) => ['table1', ...games, '--games', 'Catch', '--out', out], ...law },
  {
    name: 'mc-sweep',
    args: (out) => ['mc-sweep', ...states, '--lambda', '0,2', '--mc', '1,2', ...quick, '--out', out],
    ...law,
  },
  {
    name: 'vision figures',
    args: (out) => [
      ...['vision', 'figures', '--figure', 'random-noise', '--images', '1', '--lambda', '2', '--mc', '1'],
      ...[...quick, '--out', out],
    ],
    ...law,
    failingStart: ['--runs', 'dense=nowhere'],
  },
];

folderLaws(commands.slice(0, sampleSize(3, commands.length)));
