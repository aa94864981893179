import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/common/random.js';
import { compareClassifiers } from '../../../src/evaluation/images/image-comparison.js';
import type { ImageLine } from '../../../src/evaluation/images/image-line.js';
import { createImageReport } from '../../../src/evaluation/images/image-report.js';
import { visionWorstCases } from '../../../src/evaluation/images/image-summary.js';
import { visionMarkdown, visionText } from '../../../src/evaluation/images/image-text.js';

/** Images of class 0; an answer of 0 is right. */
const lines = (agent: string, attack: string | null, answers: readonly number[], lambda = 2): ImageLine[] =>
  answers.map((prediction, image) => ({
    ...{ run: 'toy', agent, attack, gradientSamples: null, lambda: attack === null ? 0 : lambda },
    ...{ image, label: 0, prediction, probabilities: [0.5, 0.5], linfNorm: lambda },
  }));

const settings = [
  lines('plain', null, [0, 0, 0, 0]),
  lines('plain', 'fgsm', [1, 0, 0, 0]),
  lines('plain', 'random', [0, 1, 0, 0]),
  lines('sap100', 'fgsm', [0, 0, 0, 0]),
  lines('sap100-identity', 'fgsm', [1, 1, 1, 0]),
  lines('sap50', 'fgsm', [1, 1, 1, 1]),
];

describe('worst cases of classifiers', () => {
  it('leave the images that are right under every attack, through every gradient', () => {
    expect(visionWorstCases(settings)).toMatchObject([
      { agent: 'plain', lambda: 2, attacks: ['fgsm', 'random'], images: 4, accuracy: 0.5 },
      { agent: 'sap100', attacks: ['fgsm', 'fgsm on sap100-identity'], accuracy: 0.25 },
    ]);
    expect(visionWorstCases(settings.slice(0, 2))).toEqual([]);
  });

  it('are printed under the rows and the comparisons', () => {
    const report = createImageReport(
      {
        ...{ data: 'toy', classes: ['a', 'b'], images: 4, lambdas: [0, 2], seed: 1, runs: ['toy'] },
        ...{ attackOn: 'self' as const, outputSamples: 2 },
      },
      {},
      settings.flat(),
      true,
    );
    expect(visionText(report)).toMatch(/2 +plain +2 +50\.0 /);
    expect(visionMarkdown(report)).toMatch(/## What is left under the worst of the attacks\?\n\n\| +λ \| defense/);
    for (const text of [visionText(report), visionMarkdown(report)]) {
      expect(text).toMatch(/\+25\.0 \[\S+ \+75\.0\]/);
      expect(text).toContain('Warning: 4 images per setting are few: read the intervals.');
      expect(text).toContain('No check failed');
    }
    expect(visionText(report)).toMatch(/\d not made \(--verbose lists them\)\./);
    expect(visionText(report, new Map(), { verbose: true })).toContain('needs square and an attack on the gradient');
  });
});

describe('defended against plain classifiers', () => {
  // Six images on which only the defended one is right: exact p is 2 of 2^6 sign patterns.
  const six = [
    lines('plain', 'fgsm', [1, 1, 1, 1, 1, 1, 0]),
    lines('sap100', 'fgsm', [0, 0, 0, 0, 0, 0, 0]),
    lines('dwp50', 'fgsm', [1, 1, 1, 1, 1, 1, 0]),
    lines('sap100', 'pgd', [0, 0, 0, 0, 0, 0, 0]),
  ];

  it('are paired by image, whatever their order, and p is corrected over the table', () => {
    for (const settings of [six, six.map((each) => each.toReversed())]) {
      const [sap, dwp, ...others] = compareClassifiers(settings, createRandom(1));
      expect(others).toEqual([]); // the plain classifier under pgd is not finished
      expect(sap).toMatchObject({ agent: 'sap100', attack: 'fgsm', pairs: 7, p: 2 / 64, pHolm: 4 / 64 });
      expect(sap!.difference).toBeCloseTo(6 / 7);
      expect(dwp).toMatchObject({ agent: 'dwp50', difference: 0, p: 1, pHolm: 1 });
    }
  });
});
