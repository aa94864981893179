/** `--track`: trainings whose server is lost, and refusals. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openCli } from '../helpers/cli.js';

const { cli, folder, tinyConfig } = openCli();
const lost = ['--track', 'mlflow=http://me:pass-word@127.0.0.1:9'];
const visionConfig = () => {
  const path = join(folder, 'vision.json');
  const small = { data: 'embedded', trainImages: 32, batchImages: 16, batchSlices: 1, epochs: 1 };
  writeFileSync(
    path,
    JSON.stringify({ ...small, evaluationPeriodEpochs: 0, metricsPeriodSteps: 1, adversarialShare: 0 }),
  );
  return path;
};

it.each([
  ['an agent', () => ['train', '--config', tinyConfig(), '--out', 'agent']],
  ['seeds', () => ['train', '--config', tinyConfig(), '--seeds', '1', '--out', 'seeds']],
  ['a classifier', () => ['vision', 'train', '--config', visionConfig(), '--out', 'classifier']],
])('trains %s to its end without the server, with one warning that has no password', (_, args) => {
  const { status, stdout, stderr } = cli([...args(), '--json', ...lost]);
  expect(status).toBe(0);
  expect(stdout).toContain('"step"');
  expect(stderr.match(/MLflow at http:\/\/127\.0\.0\.1:9: .*; training goes on/g)).toHaveLength(1);
  expect(stdout + stderr).not.toContain('pass-word');
});

it.each([
  [['train', '--track', 'wandb'], '--track: expected mlflow or mlflow=URL'],
  [['train', '--track', 'mlflow'], 'expected the URL of an MLflow server in MLFLOW_TRACKING_URI'],
  [['vision', 'train', '--track', 'mlflow=nowhere'], 'such as http://localhost:5000, got no URL'],
])('refuses %j before anything is written', (args, message) => {
  const { status, stderr } = cli(args);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
});
