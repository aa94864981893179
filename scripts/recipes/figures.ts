/** Learning curves of recipes. */
import { groupBy } from '../../src/common/group-by.js';
import { acrossSeeds, type Sample } from '../../src/report/curve.js';
import { figure } from '../../src/report/plot.js';
import type { RecipeRun } from './recipe.js';

type Axis = 'frames' | 'processorHours';
const axes: Readonly<Record<Axis, { readonly title: string; readonly of: (value: number) => number }>> = {
  frames: { title: 'frames (millions)', of: (frames) => frames / 1e6 },
  processorHours: { title: 'processor time (hours of one core)', of: (hours) => hours },
};

export const figureName = (game: string, axis: Axis): string => `${game}-${axis === 'frames' ? 'frames' : 'hours'}.svg`;

/**
 * Returns the figures by name: for each game, over frames and over processor time, the evaluations in training, the score at the end,
 * and random play.
 */
export async function recipeFigures(runs: readonly RecipeRun[]): Promise<Record<string, string>> {
  const figures: Record<string, string> = {};
  for (const ofGame of groupBy(runs, ({ card }) => card.game).values()) {
    const { game, name, references } = ofGame[0]!.card;
    for (const axis of Object.keys(axes) as Axis[]) {
      const recipes = [...groupBy(ofGame, ({ recipe }) => recipe)].map(([recipe, seeds]) => ({
        recipe,
        curves: seeds.map(({ card }) => curveOf(card, axis)),
      }));
      const samples = recipes.flatMap(({ recipe, curves }) =>
        curves.flat().map(([x, y]) => ({ x, y, series: recipe })),
      );
      const end = samples.reduce((most, { x }) => Math.max(most, x), 0);
      const { mean } = references.random;
      const random = [0, end].map((x) => ({ x, y: mean, low: mean, high: mean, series: 'random play' }));
      const lines = [...recipes.flatMap(({ recipe, curves }) => acrossSeeds(curves, recipe)), ...random];
      const panel = { y: 'return (points)', dots: samples, lines };
      figures[figureName(game, axis)] = await figure([panel], { title: name, x: axes[axis].title });
    }
  }
  return figures;
}

/** The evaluations of a run, and the score of its agent, which is its last point. */
function curveOf({ trainings, score }: RecipeRun['card'], axis: Axis): Sample[] {
  const { curve, ...end } = trainings[0]!;
  const points = [...curve.filter(({ step }) => step < end.steps), { ...end, mean: score.mean }];
  return points.map((point) => [axes[axis].of(point[axis]), point.mean]);
}
