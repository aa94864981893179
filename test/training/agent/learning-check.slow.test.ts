import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readRows } from '../../../src/storage/row-file.js';
import type { MetricsRow } from '../../../src/training/agent/agent-run.js';
import { type TrainOptions, train } from '../../../src/training/agent/train.js';
import { fingerprints } from '../../helpers/fingerprints.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { toyConfig, toyEnvironments } from '../../helpers/toy-run.js';

it('a run in which nothing is learned warns once, and has the same bytes when it was stopped and resumed', async () => {
  const config = toyConfig({
    ...{ totalSteps: 620, warmUpSteps: 150, explorationHoldSteps: 150, explorationAnnealSteps: 20 },
    ...{ learnPeriodSteps: 60, learningRate: 1e-12, evaluationPeriodSteps: 0 },
  });
  const warnings: string[] = [];
  const run = (folder: string, options: Partial<TrainOptions> = {}) =>
    train(config, {
      ...{ folder, environments: toyEnvironments(config), onWarning: (line) => warnings.push(line) },
      ...options,
    });
  const [whole, stopped] = [0, 1].map(() => join(temporaryFolder(), 'run')) as [string, string];
  await run(whole);
  expect(warnings).toEqual([
    expect.stringMatching(
      /^nothing learned by step \d+ of 620: .* of the last 3\d episodes is .* \(exploration 0\.10\); not above random play \(/,
    ),
  ]);
  const rows = readRows<MetricsRow>(join(whole, 'metrics.jsonl'));
  expect(warnings[0]).toContain(`by step ${rows.find((row) => row.aboveRandom !== null)!.step} of`);

  const controller = new AbortController();
  const onProgress: TrainOptions['onProgress'] = ({ step }) => {
    if (step >= 600) controller.abort();
  };
  await run(stopped, { signal: controller.signal, onProgress });
  await run(stopped, { resume: true });
  expect(warnings).toEqual([warnings[0], warnings[0]]);
  expect(fingerprints(stopped)).toEqual(fingerprints(whole));
});
