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
    ...{ game: 'catch', totalSteps: 120, warmUpSteps: 50, learnPeriodSteps: 25 },
    ...{ targetPeriodSteps: 100, replayCapacityTransitions: 500, metricsPeriodSteps: 30 },
    ...{ explorationHoldSteps: 0, explorationAnnealSteps: 100 },
  }),
);
const visionConfigFile = join(parent, 'vision.json');
writeFileSync(
  visionConfigFile,
  JSON.stringify({
    ...{ data: 'embedded', trainImages: 32, batchImages: 16, batchSlices: 1, epochs: 1 },
    ...{ evaluationPeriodEpochs: 0, metricsPeriodSteps: 1, adversarialShare: 0 },
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
  {
    name: 'vision train',
    args: (folder) => ['vision', 'train', '--config', visionConfigFile, '--out', folder, '--json'],
    again: 'is refused',
    overwrites: true,
    failingStart: ['--provider', 'cuda'],
    mayChange: clock,
  },
]);
