/** The figures of evaluations: their numbers and what they draw. */
import { describe, expect, it } from 'vitest';
import { groupBy } from '../../../../src/common/group-by.js';
import { createRandom } from '../../../../src/common/random.js';
import { compareAgents } from '../../../../src/evaluation/games/comparison.js';
import { aggregateScores } from '../../../../src/evaluation/games/figures/aggregates.js';
import { comparisonsCsv, differencesFigure } from '../../../../src/evaluation/games/figures/differences.js';
import { nameCondition } from '../../../../src/evaluation/games/figures/figure.js';
import { flipRates, flipRatesFigure } from '../../../../src/evaluation/games/figures/flip-rates.js';
import { improvementFigure } from '../../../../src/evaluation/games/figures/improvement.js';
import { profilePoints, profilesFigure } from '../../../../src/evaluation/games/figures/profiles.js';
import { returnsFigure } from '../../../../src/evaluation/games/figures/returns.js';
import { worstCaseFigure } from '../../../../src/evaluation/games/figures/worst-case.js';
import { aggregate } from '../../../../src/evaluation/games/report/aggregate.js';
import { scoresByGame } from '../../../../src/evaluation/games/report/strata.js';
import { rowOf } from '../../../../src/evaluation/games/report/summary.js';
import { worstCases } from '../../../../src/evaluation/games/report/worst-case.js';
import { settingKey } from '../../../../src/evaluation/settings.js';
import { toyEpisodes, toyRow } from '../../../helpers/toy-row.js';

const lines = (csv: string) => csv.trimEnd().split('\n');
const drawn = (svg: string, texts: readonly string[]) => {
  for (const text of texts) expect(svg).toContain(`>${text}<`);
};

const flipped = (flipRate: number, attackedSteps: number) =>
  toyEpisodes([1], { lambda: 4, flipRate, attackedSteps, greedySteps: attackedSteps });

describe('flip rates', () => {
  it('weigh each episode by its steps, and lie within their interval', () => {
    const [rate] = flipRates([...flipped(1, 10), ...flipped(0, 30), ...flipped(0.5, 20)], 1);
    expect(rate).toMatchObject({ attack: 'fgsm', lambda: 4, episodes: 3, flipRate: 20 / 60 });
    const [low, high] = rate!.interval!;
    expect(low).toBeGreaterThanOrEqual(0);
    expect(low).toBeLessThan(20 / 60);
    expect(high).toBeGreaterThan(20 / 60);
    expect(high).toBeLessThanOrEqual(1);
  });

  it('leave out random players and episodes without an attacked step; one episode has no interval', () => {
    const rates = flipRates([...flipped(0.25, 8), ...toyEpisodes([1], { agent: 'random player', flipRate: 1 })], 1);
    expect(rates).toMatchObject([{ flipRate: 0.25, interval: null }]);
    expect(flipRates(toyEpisodes([1], { lambda: 4 }), 1)).toEqual([]);
  });

  it('are drawn from 0 to 1', async () => {
    const clean = toyEpisodes([1, 2], { flipRate: 0 });
    const { svg, csv } = await flipRatesFigure(flipRates([...clean, ...flipped(0.5, 10)], 1));
    drawn(svg, ['fgsm', 'plain', '0.0', '1.0', '0', '4']);
    expect(lines(csv)[0]).toBe(
      'game,run,attack,gradient_samples,lambda,agent,episodes,flip_rate,flip_rate_low,flip_rate_high',
    );
    expect(lines(csv)).toHaveLength(3);
  });
});

const twoGames = ['assault', 'bowling'].flatMap((game, i) => [
  ...toyEpisodes([30, 80, 130], { game, lambda: 4 }),
  ...toyEpisodes([60, 90 + i, 300], { game, lambda: 4, agent: 'sap100' }),
]);

describe('aggregates', () => {
  it('of human-normalized scores are four for each setting, with those of results.json among them', () => {
    const scores = aggregateScores(scoresByGame(twoGames), 1);
    expect(scores.map(({ agent, statistic }) => `${agent} ${statistic}`)).toEqual(
      ['plain', 'sap100'].flatMap((agent) =>
        ['interquartile mean', 'median', 'mean', 'optimality gap'].map((statistic) => `${agent} ${statistic}`),
      ),
    );
    const reported = aggregate(twoGames, 1);
    for (const each of reported) {
      const same = scores.find(({ agent, statistic }) => agent === each.agent && statistic === 'interquartile mean')!;
      expect([same.value, same.interval]).toEqual([each.interquartileMean, each.interval]);
    }
  });

  it('of points have no optimality gap; without a common scale there are none', () => {
    const oneGame = [...toyEpisodes([1, 2]), ...toyEpisodes([3, 4], { run: 'other' })];
    expect(aggregateScores(scoresByGame(oneGame), 1).map(({ statistic }) => statistic)).toEqual([
      'interquartile mean',
      'median',
      'mean',
    ]);
    const noScale = [...toyEpisodes([1, 2]), ...toyEpisodes([3, 4], { game: 'catch' })];
    expect(aggregateScores(scoresByGame(noScale), 1)).toEqual([]);
    expect(profilePoints(scoresByGame(noScale), 1)).toEqual([]);
  });
});

describe('performance profiles', () => {
  it('fall from the lowest to the highest score, each within its band', async () => {
    const points = profilePoints(scoresByGame(twoGames), 1);
    const plain = points.filter(({ agent }) => agent === 'plain');
    expect(plain.length).toBeGreaterThan(50);
    plain.forEach(({ threshold, share, interval }, i) => {
      expect(share).toBeGreaterThanOrEqual(interval![0]);
      expect(share).toBeLessThanOrEqual(interval![1]);
      if (i === 0) return;
      expect(threshold).toBeGreaterThan(plain[i - 1]!.threshold);
      expect(share).toBeLessThanOrEqual(plain[i - 1]!.share);
    });
    expect(points.at(-1)!.share).toBe(0);
    const { svg, csv } = await profilesFigure(points);
    drawn(svg, ['fgsm, λ 4', 'τ (human-normalized)', 'plain', 'sap100']);
    expect(lines(csv)).toHaveLength(points.length + 1);
  });
});

describe('tables and pictures of one game', () => {
  const episodes = [
    ...toyEpisodes([20, 20, 20]),
    ...toyEpisodes([20, 19, 20], { agent: 'sap100' }),
    ...['fgsm', 'random'].flatMap((attack) => [
      ...toyEpisodes([1, 9, 3], { attack, lambda: 4 }),
      ...toyEpisodes([5, 10, 12], { attack, lambda: 4, agent: 'sap100' }),
    ]),
  ];
  const rows = [...groupBy(episodes, settingKey).values()].map((group) => rowOf(group, [1]));
  const comparisons = compareAgents(rows, episodes, [], createRandom(1));

  it('of differences have a line at 0, in the defended agent’s color, and the CSV of all comparisons', async () => {
    const { svg, csv } = await differencesFigure(comparisons);
    drawn(svg, ['no attack', 'fgsm, λ 4', 'random, λ 4', 'sap100']);
    expect(svg).not.toContain('>plain<');
    expect(csv).toBe(comparisonsCsv(comparisons));
    const [head, clean] = lines(csv);
    expect(head).toMatch(
      /^game,run,attack,gradient_samples,lambda,agent,pairs,unpaired,difference,difference_low,.*p,p_holm/,
    );
    expect(clean).toMatch(/^toy,toy,,,0,sap100,3,0,-0\.33333/);
  });

  it('of worst cases begin without an attack', async () => {
    const cases = worstCases(rows, episodes, [], createRandom(1));
    const { svg, csv } = await worstCaseFigure(cases, rows);
    drawn(svg, ['plain', 'sap100', '0', '4']);
    expect(lines(csv)[1]).toMatch(/^toy,toy,4,plain,fgsm random,4\.33333/);
  });

  it('of returns have a panel for each attack', async () => {
    const { svg, csv } = await returnsFigure({ rows });
    drawn(svg, ['fgsm', 'random', 'plain', 'sap100']);
    expect(lines(csv)).toHaveLength(rows.length + 1);
  });

  it('of improvements reach from 0 to 1', async () => {
    const improved = aggregate(twoGames, 1).filter(({ improvement }) => improvement);
    const { svg, csv } = await improvementFigure(improved);
    drawn(svg, ['fgsm, λ 4', '0.0', '1.0', 'P(defended &gt; plain)']);
    expect(lines(csv)).toHaveLength(2);
  });
});

it.each([
  [{ attack: null, lambda: 0 }, 'no attack'],
  [{ attack: 'fgsm:samples=20', lambda: 2 }, 'fgsm, λ 2'],
  [{ attack: 'pgd:steps=5', lambda: 2, gradientSamples: 5 }, 'pgd:steps=5, 5 samples per gradient, λ 2'],
])('names the condition %j', (changes, expected) => {
  const among = [
    { attack: 'fgsm:samples=20', gradientSamples: null },
    { attack: 'pgd:steps=5', gradientSamples: 5 },
    { attack: 'pgd:steps=9', gradientSamples: 1 },
  ];
  expect(nameCondition(toyRow(changes), among)).toBe(expected);
});
