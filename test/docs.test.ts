/** The documents list what there is. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configKeys } from '../src/agent/config.js';
import { startClock } from '../src/training/clock.js';
import type { EvaluationRow } from '../src/training/dqn/agent-run.js';
import { closePeriod, newPeriod } from '../src/training/dqn/metrics.js';

const read = (name: string) => readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8');

/** First column of the table under a heading, without its marks. */
function documentedKeys(heading: string): string[] {
  const [, section] = read('run-folder.md').split(`## \`${heading}\`\n`);
  const rows = section!.split('\n## ')[0]!.split('\n');
  return rows.flatMap((row) => /^\| `(\w+)` \|/.exec(row)?.[1] ?? []);
}

const counts = { steps: 1, updates: 1, frames: 4 };
const evaluation: Record<keyof EvaluationRow, true> = {
  ...{ step: true, games: true, return: true, length: true, exploration: true },
  ...{ best: true, returns: true, lengths: true },
};

describe('docs/run-folder.md', () => {
  it.each([
    ['metrics.jsonl', closePeriod(newPeriod(), { step: 1, ...counts, exploration: 1 })],
    ['evaluations.jsonl', evaluation],
    ['timing.jsonl', { step: 1, ...startClock(counts).closePeriod(counts) }],
  ])('explains every key of %s, in order', (file, row) => {
    expect(documentedKeys(file)).toEqual(Object.keys(row));
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
