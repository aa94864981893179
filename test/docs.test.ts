/** The documents list what there is. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { recipesText } from '../scripts/recipes/page.js';
import { storedRuns } from '../scripts/recipes/recipes.js';
import { configKeys } from '../src/agent/config.js';
import type { EvaluationRow } from '../src/training/agent/agent-run.js';
import { closePeriod, newPeriod } from '../src/training/agent/metrics.js';
import type { VisionEvaluationRow, VisionMetricsRow } from '../src/training/classifier/classifier-run.js';
import { startClock } from '../src/training/clock.js';

const read = (name: string) => readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');

it('the comparison of recipes follows from its cards, and docs/index.md links to it, once it has been made', () => {
  const folder = fileURLToPath(new URL('../docs/results/recipes', import.meta.url));
  const isMade = existsSync(join(folder, 'README.md'));
  const page = isMade ? recipesText(storedRuns(folder)) : undefined;
  expect(isMade ? readFileSync(join(folder, 'README.md'), 'utf8') : undefined).toBe(page);
  const row =
    '| [Recipes of training](results/recipes/README.md) | which one plays best after the same processor time |';
  expect(!isMade || read('index.md').includes(row), `expected in docs/index.md: ${row}`).toBe(true);
});

it('docs/index.md links to every document', () => {
  const documents = readdirSync(new URL('../docs', import.meta.url)).filter((name) => name.endsWith('.md'));
  expect(documents.filter((name) => name !== 'index.md' && !read('index.md').includes(`](${name})`))).toEqual([]);
});

it('docs/decisions/README.md lists every decision record with its title', () => {
  const names = readdirSync(new URL('../docs/decisions', import.meta.url)).filter((name) => /^\d/.test(name));
  const rows = names.sort().map((name) => {
    const [, number, title] = /^# (\d+): (.*)$/m.exec(read(`decisions/${name}`)) ?? [];
    return `| [${number}](${name}) | ${title} |`;
  });
  expect(
    read('decisions/README.md')
      .split('\n')
      .filter((line) => line.startsWith('| [')),
  ).toEqual(rows);
});

/** The names in the first column of the table under a heading. */
function documentedKeys(document: string, heading: string): string[] {
  const [, section] = read(document).split(`\n## ${heading}\n`);
  const rows = section!.split('\n## ')[0]!.split('\n');
  return rows.flatMap((row) => {
    const [, cell = ''] = /^\| (`[^|]*) \|/.exec(row) ?? [];
    return [...cell.matchAll(/`(\w+)`/g)].map(([, key]) => key!);
  });
}

const counts = { steps: 1, updates: 1, frames: 4 };
const evaluation: Record<keyof EvaluationRow, true> = {
  ...{ step: true, episodes: true, return: true, length: true, returnLow: true, returnHigh: true },
  ...{ humanNormalized: true, truncated: true, stalledSteps: true },
  ...{ exploration: true, best: true, returns: true, lengths: true },
};
const visionMetrics: Record<keyof VisionMetricsRow, true> = {
  ...{ step: true, epoch: true, images: true, loss: true, accuracy: true, learningRate: true },
};
const visionEvaluation: Record<keyof VisionEvaluationRow, true> = {
  ...{ step: true, epoch: true, images: true, accuracy: true, loss: true },
};
const timing = <Name extends string>(from: Readonly<Record<Name, number>>) => ({
  step: 1,
  ...startClock(from).closePeriod(from),
});

describe('docs/run-folder.md', () => {
  it.each([
    ['`metrics.jsonl` of an agent', closePeriod(newPeriod(), { step: 1, ...counts, exploration: 1 }, 'pong')],
    ['`evaluations.jsonl` of an agent', evaluation],
    ['`timing.jsonl` of an agent', timing(counts)],
    ['`metrics.jsonl` of a classifier', visionMetrics],
    ['`evaluations.jsonl` of a classifier', visionEvaluation],
    ['`timing.jsonl` of a classifier', timing({ images: 1 })],
  ])('explains every key of %s, in order', (heading, row) => {
    expect(documentedKeys('run-folder.md', heading)).toEqual(Object.keys(row));
  });
});

describe('docs/departures.md', () => {
  /** Appendix A states these. */
  const stated = [
    'batchTransitions',
    'discount',
    'learningRate',
    'learnPeriodSteps',
    'explorationStart',
    'explorationEnd',
  ];
  /** These say which run it is and where it runs, not how the agent learns. */
  const technical = [
    ...['game', 'seed', 'metricsPeriodSteps', 'checkpointPeriodMinutes', 'engine', 'provider', 'threads'],
    'replay',
  ];

  it('has a reading for every key that the paper does not state', () => {
    const open = Object.keys(configKeys).filter((key) => ![...stated, ...technical].includes(key));
    const text = read('departures.md');
    expect(open.filter((key) => !text.includes(`\`${key}\``))).toEqual([]);
  });

  it('gives each reading a number of its own', () => {
    const numbers = [...read('departures.md').matchAll(/^\| (\d+[a-z]?) \|/gm)].map(([, number]) => number!);
    expect(numbers.length).toBeGreaterThan(40);
    expect(numbers.filter((number, i) => numbers.indexOf(number) !== i)).toEqual([]);
  });
});
