// A training run in a process of its own, to be killed: node --import tsx train-child.ts FOLDER DECISIONS
import { train } from '../../src/experiments/train.js';
import { killConfig, toyEnvironments, toyEvaluationEnvironment } from './toy-run.js';

const [folder, decisions] = process.argv.slice(2);
const config = killConfig(Number(decisions));
await train(config, {
  folder: folder!,
  environments: toyEnvironments(config),
  createEvaluationEnvironment: toyEvaluationEnvironment,
  resume: true,
  onProgress: ({ decision }) => process.stdout.write(`${decision}\n`),
});
