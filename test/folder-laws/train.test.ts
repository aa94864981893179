import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { folderLaws } from './laws.js';

const parent = mkdtempSync(join(tmpdir(), 'sap-atari-train-'));
afterAll(() => rmSync(parent, { recursive: true, force: true }));
const configFile = join(parent, 'config.json');
writeFileSync(
  configFile,
  JSON.stringify({
    ...{ game: 'catch', totalDecisions: 120, warmUpDecisions: 50, learnPeriodDecisions: 25 },
    ...{ targetPeriodDecisions: 100, replayCapacityTransitions: 500, metricsPeriodDecisions: 30 },
    ...{ epsilonHoldDecisions: 0, epsilonAnnealDecisions: 100 },
  }),
);
const train = (folder: string) => ['train', '--config', configFile, '--out', folder, '--json'];
const clock = /timing\.jsonl$|events\.out\.tfevents/;

folderLaws([
  {
    name: 'train',
    args: train,
    again: 'is refused',
    overwrites: true,
    failingStart: ['--provider', 'cuda'],
    mayChange: clock,
  },
  {
    name: 'train --seeds',
    args: (folder) => [...train(folder), '--seeds', '1'],
    again: 'is refused',
    overwrites: true,
    failingStart: ['--provider', 'cuda'],
    mayChange: clock,
  },
]);
