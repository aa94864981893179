/** What `report` reads from evaluations: the same tables as in their results.json, and refusals. */
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { hasSettings, readEvaluations } from '../../../../src/evaluation/games/figures/evaluations.js';
import { writeFigures } from '../../../../src/evaluation/games/figures/write-figures.js';

const stored = (name: string) => fileURLToPath(new URL(`../../../../docs/results/${name}/episodes`, import.meta.url));
const firstLine = (path: string) => `${readFileSync(path, 'utf8').split('\n')[0]}\n`;
const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'figures-')), 'evaluation');
  cpSync(stored('bundled-tenpins'), folder, { recursive: true });
});

const edit = (change: (settings: { identity: Record<string, unknown>; choices: Record<string, unknown> }) => void) => {
  const settings = json(join(folder, 'settings.json'));
  change(settings);
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
};

describe('an evaluation', () => {
  it('gives the rows, comparisons and worst cases of its results.json', () => {
    const { rows, comparisons, worstCases } = readEvaluations([stored('bundled-tenpins')]);
    const results = json(join(stored('bundled-tenpins'), 'results.json'));
    const sorted = (all: readonly object[]) => all.map((each) => JSON.stringify(each)).toSorted();
    expect(sorted(rows)).toEqual(sorted(results.rows));
    expect(sorted(comparisons)).toEqual(sorted(results.comparisons));
    const named = (all: readonly { attacks: readonly string[] }[]) =>
      sorted(all.map((each) => ({ ...each, attacks: each.attacks.toSorted() })));
    expect(named(worstCases)).toEqual(named(results.worstCases));
  });

  it('has rows without an attack first, the plain agent first, λ ascending', () => {
    const { rows } = readEvaluations([stored('bundled-tenpins')]);
    expect(rows.slice(0, 5).map(({ attack, lambda, agent }) => [attack?.split(':')[0] ?? null, lambda, agent])).toEqual(
      [
        [null, 0, 'plain'],
        [null, 0, 'sap100'],
        ['eot-pgd', 1, 'plain'],
        ['eot-pgd', 1, 'sap100'],
        ['eot-pgd', 2, 'plain'],
      ],
    );
  });

  it('counts finished settings alone, and is not changed', () => {
    const path = join(folder, 'episodes.jsonl');
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    const cut = `${lines.slice(0, -1).join('\n')}\n{"half`;
    writeFileSync(path, cut);
    const [all, left] = [stored('bundled-tenpins'), folder].map((each) => readEvaluations([each]));
    expect(left!.rows).toHaveLength(all!.rows.length - 1);
    expect(readFileSync(path, 'utf8')).toBe(cut);
  });

  it.each([
    [
      'without a finished setting',
      () => writeFileSync(join(folder, 'episodes.jsonl'), ''),
      /got none yet; resume it with/,
    ],
    [
      'of more episodes than were played',
      () =>
        edit(({ choices }) => {
          choices.episodes = 7;
        }),
      /got none yet/,
    ],
    [
      'with a line that stands twice',
      () => appendFileSync(join(folder, 'episodes.jsonl'), firstLine(join(folder, 'episodes.jsonl'))),
      /lines 1 and \d+ are the same: expected one line for \["tenpins"/,
    ],
  ])('%s is refused', (_, damage, message) => {
    damage();
    expect(() => readEvaluations([folder])).toThrow(message);
  });

  it.each([
    ['bundled/grid', /grid: expected an evaluation by episodes, got .* "grid": its flip rates are drawn in flips\.svg/],
    ['vision', /got a folder of the kind "vision figures": each of its folders has its figure/],
    ['.', /got a folder of the kind "results": report the evaluations in it/],
  ])('is what %s is not, which is said with what to use instead', (name, message) => {
    const other = fileURLToPath(new URL(`../../../../docs/results/${name}`, import.meta.url));
    expect(() => readEvaluations([other])).toThrow(message);
  });

  it('has figures in a folder of their own: the README.md of a project is not replaced', async () => {
    const evaluations = readEvaluations([folder]);
    const out = join(folder, '..', 'project');
    mkdirSync(out);
    writeFileSync(join(out, 'README.md'), '# My project\n');
    await expect(writeFigures(evaluations, out)).rejects.toThrow(/README\.md is not one that report wrote/);
    expect(readdirSync(out)).toEqual(['README.md']);
    await writeFigures(evaluations, join(out, 'figures'));
    expect(await writeFigures(evaluations, join(out, 'figures'))).toContain(join(out, 'figures/README.md'));
  });

  it('is told from a run', () => {
    expect(hasSettings(folder)).toBe(true);
    expect(hasSettings(join(folder, '..'))).toBe(false);
  });
});

describe('several evaluations', () => {
  it('are one table, with p corrected over all of it', () => {
    const [one, both] = [['bundled'], ['bundled', 'bundled-tenpins']].map((names) =>
      readEvaluations(names.map(stored)),
    );
    expect(both!.rows.length).toBeGreaterThan(one!.rows.length);
    expect(new Set(both!.rows.map(({ game }) => game))).toEqual(new Set(['catch', 'tenpins']));
    both!.comparisons.slice(0, one!.comparisons.length).forEach((each, i) => {
      expect(each.p).toBe(one!.comparisons[i]!.p);
      expect(each.pHolm).toBeGreaterThanOrEqual(one!.comparisons[i]!.pHolm);
    });
  });

  it.each([
    ['with the same episodes', () => {}, /have the same episodes .*expected each once; leave one out/],
    [
      'of other weights',
      () =>
        edit(({ identity }) => {
          identity['weights of bundled-tenpins'] = 'abc';
        }),
      /evaluation: expected weights of bundled-tenpins "a9.*, as in .*, got "abc"; report them one by one/,
    ],
  ])('%s are refused', (_, change, message) => {
    change();
    expect(() => readEvaluations([stored('bundled-tenpins'), folder])).toThrow(message);
  });
});
