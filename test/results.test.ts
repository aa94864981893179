/** docs/results follows from the lines beside it, and what README.md claims from docs/results. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixed, pValue, signed } from '../src/common/format.js';
import { reportMarkdown } from '../src/evaluation/games/report/tables.js';
import { gridMarkdown } from '../src/evaluation/states/grid-text.js';
import { correctAll } from '../src/report/statistics/tested.js';
import type { FigureReport } from '../src/studies/figure/figure-report.js';
import { figureFiles } from '../src/studies/figure/write-figure.js';
import { figures } from '../src/studies/figures/index.js';
import { inShort } from '../src/studies/results/results-answers.js';
import { resultsText } from '../src/studies/results/results-text.js';
import { storedResults } from './helpers/stored-results.js';

const root = new URL('..', import.meta.url).pathname;
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
const json = (report: unknown) => JSON.parse(JSON.stringify(report));

const agents = ['bundled', 'bundled-tenpins', 'bundled-raiders'];
const found = new Map(agents.map((agent) => [agent, storedResults(join(root, 'docs/results', agent))]));
const text = read('docs/results/README.md');

describe('docs/results', () => {
  it.each(agents)('of %s follows from its lines', (agent) => {
    const { grid, sweep, games } = found.get(agent)!;
    for (const [part, report] of Object.entries({ grid, samples: sweep, episodes: games })) {
      expect(json(report)).toEqual(JSON.parse(read('docs/results', agent, part, 'results.json')));
    }
    expect(read('docs/results', agent, 'episodes', 'results.md')).toBe(reportMarkdown(games));
    expect(read('docs/results', agent, 'grid', 'results.md')).toBe(gridMarkdown(grid));
  });

  it('says in its text what they say', () => {
    const [, command] = /^Made by `(.*?)`/m.exec(text)!;
    const order = [...text.matchAll(/\[states\]\((.*?)\/grid/g)].map(([, agent]) => found.get(agent!)!);
    expect(order.length).toBe(agents.length);
    expect(resultsText(order, command!)).toBe(text);
  });

  it('prints numbers as people read them', () => {
    expect(text).not.toMatch(/\de[+-]?\d|\b1 (episodes|samples|pairs|comparisons|values|states)\b/);
    for (const { games } of found.values())
      expect(reportMarkdown(games)).not.toMatch(/\de[+-]?\d|\b1 (episodes|samples|pairs)\b/);
  });
});

describe('docs/results/vision', () => {
  it.each(figures)('has the files of $name that follow from its figure.json', async (figure) => {
    const report = JSON.parse(read('docs/results/vision', figure.name, 'figure.json')) as FigureReport;
    const { figure: name, title, about } = report;
    expect({ name, title, about }).toEqual({ name: figure.name, title: figure.title, about: figure.about });
    for (const [file, text] of Object.entries(await figureFiles(report))) {
      expect(read('docs/results/vision', figure.name, file) === text, file).toBe(true);
    }
  });
});

describe('README.md', () => {
  const readme = read('README.md');

  it('claims of SAP what docs/results says', () => {
    const [, claims] = /<!-- claims of docs\/results.*?-->\n([\s\S]*?)\n<!-- end of claims -->/.exec(readme)!;
    const lines = [...found.values()].map((one) => `- ${inShort(one)}`);
    expect(claims!.split('\n').toSorted()).toEqual(lines.toSorted());
  });

  it('says only of an agent whose check failed that its gradient is masked, and of a λ that it saves points where it does', () => {
    const { games } = found.get('bundled')!;
    const saved = games.worstCases.filter(({ comparison }) => comparison && comparison.pHolm <= 0.05);
    expect(saved.map(({ lambda, comparison }) => [lambda, comparison!.difference > 0])).toEqual([[2, true]]);
    expect(readme).toContain('Where SAP-100 saves points, on Catch at λ 2, its checks say');
    const masked = games.checks.find(({ check }) => check === 'white box ≥ transfer')!;
    expect(masked).toMatchObject({ verdict: 'failed', text: expect.stringContaining('sap100 at λ 2') });
    for (const agent of ['bundled-tenpins', 'bundled-raiders']) {
      const { worstCases } = found.get(agent)!.games;
      expect(worstCases.every(({ comparison }) => comparison === null || comparison.pHolm > 0.05)).toBe(true);
    }
  });

  it('claims of classifiers what docs/results/vision has', () => {
    const at = (figure: string, name: string, lambda = 2) => {
      const { curves } = JSON.parse(read('docs/results/vision', figure, 'figure.json')) as FigureReport;
      const { accuracy, images } = curves
        .find((curve) => curve.name === name)!
        .points.find((point) => point.lambda === lambda)!;
      return { images, percent: Math.round(100 * accuracy) };
    };
    const words = readme.replaceAll('\n', ' ');
    const [few, many, onPlain] = [at('samples', 'SAP-100, 100 samples'), at('samples', 'SAP-100, 1000 samples')].concat(
      at('iterative', 'SAP-100, gradient of dense'),
    );
    const dense = at('samples', 'dense');
    expect(words).toContain(
      `takes SAP-100 from ${few!.percent} to ${many!.percent} % at λ 2 (dense: ${dense.percent} %; ${dense.images} images), and small steps along the plain network's gradient to ${onPlain!.percent} %`,
    );
    expect(words).toContain('SAP-100 keeps more than the plain classifier at λ 1 and 2');
    for (const lambda of [1, 2]) {
      expect(at('headline', 'SAP-100', lambda).percent).toBeGreaterThan(at('headline', 'dense', lambda).percent);
    }
    const text = read('docs/results/vision/README.md');
    const headline = ['dense', 'SAP-100', 'ADV', 'ADV + SAP-100'].map((name) => at('headline', name).percent);
    expect(text).toContain(
      `At λ 2, ${at('headline', 'dense').images} images: dense ${headline[0]} %, SAP-100 ${headline[1]} %, ADV ${headline[2]} %, both ${headline[3]} %`,
    );
    const samples = ['1 sample', '10 samples', '100 samples', '1000 samples'].map((name) =>
      at('samples', `SAP-100, ${name}`),
    );
    expect(text).toContain(
      `SAP-100 has ${samples
        .map(({ percent }) => percent)
        .join(', ')
        .replace(/, (\d+)$/, ' and $1')} % at λ 2, the plain classifier ${dense.percent} %`,
    );
  });

  it('has a quick start whose differences are those of its scores, and that claims no more', () => {
    const start = readme.split('## Quick start')[1]!.split('## Commands')[0]!;
    const number = (text: string) => Number(text.replace('−', '-').replace('+', ''));
    const lines = comparisonsIn(start);
    expect(lines.map(([lambda]) => lambda)).toEqual(['0', '1', '2', '4']);
    for (const [, plain, defended, difference] of lines) {
      expect(number(difference!.split(' ')[0]!)).toBeCloseTo(number(defended!) - number(plain!), 9);
    }
    const showsNothing = start
      .replaceAll('\n', ' ')
      .includes('return does not differ significantly from the plain agent’s in any of 4 comparisons');
    expect(start.replaceAll('\n', ' ').includes('these ten episodes do not show that SAP-100 helps')).toBe(
      showsNothing,
    );
  });

  it('shows in its quick start what docs/results has of the same games', () => {
    const { rows, comparisons } = found.get('bundled')!.games;
    const fgsm = <T extends { attack: string | null; lambda: number }>(all: readonly T[]) =>
      all.filter(({ attack, lambda }) => lambda <= 4 && (attack === null || attack === 'fgsm:samples=20'));
    const printed = readme.split('\n').map((line) => line.trim().split(/ {2,}/));
    for (const { lambda, agent, mean } of fgsm(rows)) {
      expect(printed).toContainEqual(expect.arrayContaining([String(lambda), agent, fixed(mean)]));
    }
    const printedComparisons = comparisonsIn(readme);
    for (const { lambda, attack, difference, pHolm } of correctAll(fgsm(comparisons))) {
      const of = (agent: string) =>
        fixed(rows.find((row) => row.lambda === lambda && row.attack === attack && row.agent === agent)!.mean);
      const line = printedComparisons.find(([first]) => first === String(lambda))!;
      expect(line.slice(0, 3)).toEqual([String(lambda), of('plain'), of('sap100')]);
      expect([line[3]!.split(' ')[0], line[4]]).toEqual([signed(difference), pValue(pHolm)]);
    }
  });
});

/** The lines of a table that compares agents: λ, plain, defended, difference [interval], p (Holm). */
function comparisonsIn(text: string): string[][] {
  return text
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/))
    .filter((cells) => cells.length === 5 && /^\d+$/.test(cells[0]!) && / \[.*\]$/.test(cells[3]!));
}
