import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type Figure, underFgsm } from '../../../src/studies/figure/figure.js';
import type { FigureReport } from '../../../src/studies/figure/figure-report.js';
import { type MakeFiguresOptions, makeFigures } from '../../../src/studies/figure/make-figures.js';
import { calibration } from '../../../src/studies/figures/calibration.js';
import { headline } from '../../../src/studies/figures/headline.js';
import { figureNamed, figures } from '../../../src/studies/figures/index.js';
import { iterative } from '../../../src/studies/figures/iterative.js';
import { samples } from '../../../src/studies/figures/samples.js';
import { cifarClassNames } from '../../../src/vision/data/cifar/facts.js';
import { openImageSet } from '../../../src/vision/data/open-image-set.js';
import { writeCifar } from '../../helpers/cifar-files.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { toyClassifier } from '../../helpers/toy-classifier.js';
import { toyImages } from '../../helpers/toy-images.js';

const set = toyImages({ test: 2 });
const toy = { data: 'toy', dataFolder: null, dataSeed: 1 };

const runsFor = (classNames: readonly string[]) => ({
  dense: toyClassifier(classNames, 3),
  adv: toyClassifier(classNames, 4),
  dropout: toyClassifier(classNames, 5, { dropoutRate: 0.25 }),
});

const make = (folder: string, options: Partial<MakeFiguresOptions> & Pick<MakeFiguresOptions, 'figures' | 'runs'>) =>
  makeFigures({
    settings: { images: toy, count: 1, lambdas: [4], seed: 1, mostGradientSamples: 2, mostOutputSamples: 1 },
    ...{ folder, set, computing: { workers: 1 } },
    commandOf: (figure) => `sap-atari vision figures --figure ${figure}`,
    ...options,
  });

/** Of curves that differ by a strength alone, the first; every method of the appendix stays. */
const shortened = (figure: Figure): Figure => ({
  ...figure,
  curves(configs) {
    const known = new Set<string>();
    return figure.curves(configs).filter(({ role, defense, attack, samples, on, panel }) => {
      const kind = JSON.stringify([role, defense.replace(/[\d.]+$/, ''), attack, samples, on, panel]);
      const isFirst = !known.has(kind);
      known.add(kind);
      return isFirst;
    });
  },
});

const read = (folder: string, ...path: string[]) => readFileSync(join(folder, ...path), 'utf8');

async function expectFigureIn(folder: string, report: FigureReport): Promise<void> {
  const name = report.figure;
  const files = ['README.md', 'figure.csv', 'figure.json', 'figure.png', 'figure.svg'];
  expect(readdirSync(join(folder, name)).sort()).toEqual(
    name === calibration.name ? [...files, 'reliability.csv'] : files,
  );
  expect(JSON.parse(read(folder, name, 'figure.json'))).toEqual(report);
  const rows = read(folder, name, 'figure.csv').trim().split('\n');
  expect(rows).toHaveLength(1 + report.curves.length * report.settings.lambdas.length);
  const [svg, text] = [read(folder, name, 'figure.svg'), read(folder, name, 'README.md')];
  for (const curve of report.curves) {
    expect(svg.includes(`>${curve.name}<`), `${curve.name} in the chart`).toBe(true);
    expect(text).toContain(`| ${curve.name} `);
  }
  for (const warning of report.warnings) expect(text).toContain(`Warning: ${warning}`);
  expect(text).toContain(report.command);
  const { format, width } = await sharp(join(folder, name, 'figure.png')).metadata();
  expect(format).toBe('png');
  expect(width).toBeGreaterThan(300);
}

describe('the figures', () => {
  it('are all made, with their files, from one store of lines', async () => {
    const folder = temporaryFolder();
    const reports = await make(folder, { figures: figures.map(shortened), runs: runsFor(set.classNames) });
    expect(reports.map(({ figure }) => figure)).toEqual(figures.map(({ name }) => name));
    for (const report of reports) {
      await expectFigureIn(folder, report);
      expect(report.warnings).toContain('1 image per setting is few: read the intervals.');
      for (const { points } of report.curves) {
        expect(points.map(({ lambda, linfNorm }) => [lambda, linfNorm])).toEqual([[4, 4]]);
      }
    }
    // What several figures share is computed once.
    const lines = read(folder, 'evaluations', 'self-1', 'images.jsonl').trim().split('\n');
    const settings = lines.map((line) => {
      const { run, agent, attack, gradientSamples, lambda, image } = JSON.parse(line);
      return JSON.stringify([run, agent, attack, gradientSamples, lambda, image]);
    });
    expect(new Set(settings).size).toBe(settings.length);

    const report = (name: string) => reports.find(({ figure }) => figure === name)!;
    const namesOf = (name: string) => report(name).curves.map((curve) => curve.name);
    expect(namesOf('samples')).toEqual(['dense', 'SAP-100, 1 sample', 'SAP-100, 2 samples']);
    expect(report('dropout').curves.at(-1)).toMatchObject({ defense: 'dropout0.25', gradientSamples: 2 });
    // One image proves nothing; but what is to be compared is there.
    const missing = (name: string, check: string) => report(name).checks.find((each) => each.check === check)!.text;
    expect(missing('samples', 'more samples ≥ fewer')).toMatch(/^needs \d+ images for/);
    expect(missing('iterative', 'white box ≥ transfer')).toMatch(/^needs \d+ images for/);
    expect(missing('iterative', 'iterative ≥ one step')).toMatch(/^needs \d+ images for/);
  });

  it('resume where they were stopped, with the same figures', async () => {
    const shortHeadline: Figure = { ...headline, curves: () => headline.curves({}).slice(0, 2) };
    const [whole, inPieces] = [temporaryFolder(), temporaryFolder()];
    const options = { figures: [shortHeadline], runs: runsFor(set.classNames) };
    const expected = await make(whole, options);
    const controller = new AbortController();
    const stopped = await make(inPieces, {
      ...options,
      signal: controller.signal,
      onProgress: (_, __, done) => done > 0 && controller.abort(),
    });
    expect(stopped).toEqual([]);
    expect(existsSync(join(inPieces, headline.name))).toBe(false);
    const before = read(inPieces, 'evaluations', 'self-1', 'images.jsonl');
    expect(await make(inPieces, options)).toEqual(expected);
    expect(read(inPieces, 'evaluations', 'self-1', 'images.jsonl').startsWith(before)).toBe(true);
    expect(before.length).toBeGreaterThan(0);
    expect(read(inPieces, headline.name, 'figure.csv')).toBe(read(whole, headline.name, 'figure.csv'));
  });

  it('show the paper’s values beside ours for CIFAR-10, and for nothing else', async () => {
    const data = temporaryFolder();
    writeCifar(data);
    const [cifar, embedded] = await Promise.all([
      openImageSet('cifar10', { seed: 1, dataDir: data, complete: false }),
      openImageSet('embedded', { seed: 1 }),
    ]);
    const figure = { ...iterative, curves: () => [underFgsm('dense', 'dense', 'none')] };
    const settings = { count: 2, lambdas: [0, 4, 64], seed: 1, mostGradientSamples: 1, mostOutputSamples: 1 };
    for (const [name, images] of Object.entries({ cifar10: cifar, embedded })) {
      const folder = temporaryFolder();
      const [report] = await make(folder, {
        figures: [figure],
        runs: { dense: toyClassifier(images.classNames) },
        settings: { ...settings, images: { ...toy, data: name } },
        set: images,
      });
      await expectFigureIn(folder, report!);
      const isPapers = name === 'cifar10';
      expect(report!.curves[0]!.points.map(({ paper }) => paper)).toEqual(
        isPapers
          ? [{ accuracy: 0.898, mark: 'T' }, { accuracy: 0.474, mark: 'F' }, undefined]
          : Array(3).fill(undefined),
      );
      const everything = ['README.md', 'figure.csv', 'figure.json', 'figure.svg'].map((file) =>
        read(folder, figure.name, file),
      );
      for (const text of everything)
        expect(/paper_|"paper"|paper: dense|hollow markers: the paper/.test(text)).toBe(isPapers);
      if (isPapers) expect(everything[0]).toMatch(/\| paper: dense +\| +89.8 \| +≈ 47.4 \| +\|/);
    }
    expect(cifar.classNames).toEqual(cifarClassNames);
  });

  it('take classifiers of one seed where it decides which pictures are held out, those they need', async () => {
    const data = temporaryFolder();
    const runs = {
      dense: toyClassifier(set.classNames, 3, { seed: 1 }),
      adv: toyClassifier(set.classNames, 4, { seed: 2 }),
    };
    const settings = { count: 1, lambdas: [4], seed: 1, mostGradientSamples: 1, mostOutputSamples: 1 };
    const images = { ...toy, data };
    const shortFigure = (figure: Figure): Figure => ({ ...figure, curves: () => figure.curves({}).slice(0, 1) });
    const makeOf = (figure: Figure, folder: string) =>
      make(folder, { figures: [shortFigure(figure)], runs, settings: { ...settings, images } });
    const folder = temporaryFolder();
    await expect(makeOf(headline, folder)).rejects.toThrow(
      `${runs.adv}: expected a classifier trained with seed 1, by which the test images of ${data} are held out, got one with seed 2`,
    );
    expect(readdirSync(folder)).toEqual([]);
    expect(await makeOf(samples, folder)).toHaveLength(1);
    mkdirSync(join(data, 'test'));
    expect(await makeOf(headline, temporaryFolder())).toHaveLength(1);
  });

  it('need their classifiers, and a name', async () => {
    const runs = { dense: 'nowhere' };
    await expect(make(temporaryFolder(), { figures: [headline], runs })).rejects.toThrow(
      'figure headline: expected classifiers dense, adv, got no adv; give its run folder with --runs adv=<folder>',
    );
    expect(() => figureNamed('figure-5')).toThrow('figure: expected one of headline, sap-sweep, random-noise');
    expect(samples.curves({}).map((curve) => curve.samples)).toEqual([100, 1, 10, 100, 1000]);
  });
});
