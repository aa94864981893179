import { describe, expect, it } from 'vitest';
import type { ImageLine } from '../../src/experiments/vision-prober.js';
import { summariseImages, visionMarkdown, visionText, visionWorstCases } from '../../src/experiments/vision-report.js';

/** Images of class 0; an answer of 0 is right. */
const lines = (agent: string, attack: string | null, answers: readonly number[], lambda = 2): ImageLine[] =>
  answers.map((prediction, image) => ({
    ...{ run: 'toy', agent, attack, gradientDraws: null, lambda: attack === null ? 0 : lambda },
    ...{ image, label: 0, prediction, probabilities: [0.5, 0.5], largestChange: lambda },
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

  it('are printed under the rows', () => {
    const report = {
      settings: {
        ...{ data: 'toy', classes: ['a', 'b'], images: 4, lambdas: [0, 2], seed: 1, runs: ['toy'] },
        ...{ attackOn: 'self' as const, outputDraws: 2 },
      },
      complete: true,
      rows: settings.map(summariseImages),
      worstCases: visionWorstCases(settings),
      checks: [],
    };
    expect(visionText(report)).toMatch(/plain +2 +2 +50\.0 /);
    expect(visionMarkdown(report)).toMatch(/\n\n\| defence[^\n]*worst of them/);
  });
});
