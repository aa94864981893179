/** The table of a sweep: every number is that of a report, and the same reports give the same bytes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixed } from '../../../src/common/format.js';
import type { EvaluationReport } from '../../../src/evaluation/games/report/game-report.js';
import { settingKey } from '../../../src/evaluation/settings.js';
import { writeTable } from '../../../src/sweep/collect/collect.js';
import { readCollected } from '../../../src/sweep/collect/collected.js';
import { tableLines } from '../../../src/sweep/collect/lines.js';
import { missingText, summaryText } from '../../../src/sweep/collect/table-text.js';
import { collectedSweep } from '../../helpers/collected-sweep.js';

const folder = mkdtempSync(join(tmpdir(), 'sap-atari-collect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const finished = join(folder, 'finished');
const unfinished = join(folder, 'unfinished');
const bundled = { stored: 'bundled', isDone: true };

beforeAll(() => {
  collectedSweep(finished, { catch: bundled, raiders: { stored: 'bundled-raiders', isDone: true } });
  collectedSweep(unfinished, { catch: bundled, raiders: { stored: 'bundled-raiders', isDone: false } });
});

const report = (name: string): EvaluationReport =>
  JSON.parse(readFileSync(join(finished, 'evaluations', name, 'results.json'), 'utf8'));
const textsOf = (path: string) => writeTable(path, readCollected(path)).map((file) => readFileSync(file, 'utf8'));

describe('the table of a sweep', () => {
  it('has a line for every row, worst case and random player, with the numbers of the reports', () => {
    const lines = tableLines(readCollected(finished).evaluations);
    for (const name of ['catch', 'raiders']) {
      const { rows, comparisons, worstCases, chance } = report(name);
      const own = lines.filter(({ evaluation }) => evaluation === name);
      expect(own.map(({ mean, interval }) => [mean, interval])).toEqual(
        [...rows, ...worstCases, ...chance].map(({ mean, interval }) => [mean, interval]),
      );
      expect(own.filter(({ kind, comparison }) => kind === 'setting' && comparison)).toHaveLength(comparisons.length);
      for (const { row, comparison } of own.filter(({ kind }) => kind === 'setting')) {
        expect(comparison).toEqual(comparisons.find((each) => settingKey(each) === settingKey(row!)) ?? null);
      }
    }
  });

  it('has the same bytes each time, in three files', () => {
    const first = textsOf(finished);
    expect(first).toHaveLength(3);
    expect(textsOf(finished)).toEqual(first);
  });

  it('holds the reports in table.json, and a field for each column in table.csv', () => {
    const [json, csv, markdown] = textsOf(finished) as [string, string, string];
    const { complete, missing, evaluations } = JSON.parse(json);
    expect({ complete, missing }).toEqual({ complete: true, missing: [] });
    expect(evaluations).toEqual(['catch', 'raiders'].map((name) => ({ name, ...report(name) })));
    const [head, ...lines] = csv.trim().split('\n');
    expect(new Set(lines.map((line) => line.split(',').length))).toEqual(new Set([head!.split(',').length]));
    expect(markdown).toContain('[raiders](evaluations/raiders/results.md)');
    expect(markdown).toContain(report('raiders').warnings[0]);
    expect(markdown).not.toContain('Not finished');
  });
});

describe('a sweep that is not finished', () => {
  it('collects what is merged, and names what is missing', () => {
    const collected = readCollected(unfinished);
    expect(collected.evaluations.map(({ name }) => name)).toEqual(['catch']);
    expect(missingText(collected)).toBe(
      '1 of 2 jobs are not done (raiders), so 1 of 2 evaluations are not in the table',
    );
    const [json, csv, markdown] = textsOf(unfinished) as [string, string, string];
    expect(JSON.parse(json)).toMatchObject({ complete: false, missing: [{ kind: 'merge', name: 'raiders' }] });
    expect(csv).not.toContain('\nraiders');
    expect(markdown).toContain(`Not finished: ${missingText(collected)}.`);
  });

  it('says nothing about missing jobs where there are none', () => {
    expect(missingText(readCollected(finished))).toBe('');
  });
});

describe('the summary for a terminal', () => {
  it('has the lowest mean return of each agent at each λ', () => {
    const text = summaryText(readCollected(finished), { wide: true });
    const { rows } = report('catch');
    for (const lambda of new Set(rows.map((row) => row.lambda))) {
      const plain = rows.filter((row) => row.agent === 'plain' && row.lambda === lambda);
      expect(text).toContain(fixed(Math.min(...plain.map(({ mean }) => mean))));
    }
    expect(text).toContain('Mean return in points; with several attacks the lowest under any one of them.');
  });
});

describe('damaged folders are refused in one line', () => {
  it.each([
    ['{', /expected|JSON/],
    ['{}', /results\.json: expected a report as evaluate writes it, got another file \(settings: /],
    ['{"settings":{},"rows":[{"mean":"1"}]}', /rows\.0\./],
  ])('%s', (text, message) => {
    const damaged = mkdtempSync(join(folder, 'damaged-'));
    collectedSweep(damaged, { catch: bundled });
    writeFileSync(join(damaged, 'evaluations/catch/results.json'), text);
    expect(() => readCollected(damaged)).toThrow(message);
  });

  it('without a plan', () => {
    expect(() => readCollected(join(folder, 'nowhere'))).toThrow(/holds no sweep: expected .*plan\.json/);
  });
});
