/** Compares the recipes of each game, and says what follows in a sentence a game. */
import { fixed, pEquals, plural, signedWithInterval } from '../../src/common/format.js';
import { groupBy } from '../../src/common/group-by.js';
import { createRandom } from '../../src/common/random.js';
import { leadOverRandom } from '../../src/evaluation/games/lead.js';
import { type Pair, type PairedDifference, pairedDifference } from '../../src/report/statistics/paired.js';
import { mean } from '../../src/report/statistics/statistics.js';
import { correctAll, isSignificant, type Tested } from '../../src/report/statistics/tested.js';
import type { RecipeRun } from './recipe.js';

/** A recipe is compared with another one only where its runs had at most so many times the processor time. */
const mostTimes = 1.1;

const rng = () => createRandom(0);
const pairsOf = (baseline: readonly number[], other: readonly number[]): Pair[] =>
  baseline.slice(0, other.length).map((value, i) => [value, other[i]!]);

/** A run's agent against random play on the same starts. */
export const leadOf = ({ card: { score, references } }: RecipeRun) =>
  leadOverRandom(pairsOf(references.random.returns, score.returns), rng());

/** The runs of one recipe in one game. */
interface RecipeRuns {
  readonly recipe: string;
  readonly runs: readonly RecipeRun[];
  /** Return from each start: mean over the training seeds. */
  readonly returns: readonly number[];
  /** Processor hours of its shortest and longest run. */
  readonly hours: readonly [fewest: number, most: number];
}

/** A recipe that scores higher than another one. */
interface Versus {
  readonly better: RecipeRuns;
  readonly other: RecipeRuns;
}
type Difference = PairedDifference & Versus;

interface GameComparison {
  readonly name: string;
  /** The best first. */
  readonly recipes: readonly RecipeRuns[];
  /** Each recipe against each one below it that had as much processor time. */
  readonly differences: readonly Difference[];
}

function compare(runs: readonly RecipeRun[]): GameComparison {
  const recipes = [...groupBy(runs, ({ recipe }) => recipe)]
    .map(([recipe, seeds]): RecipeRuns => {
      const episodes = seeds.map(({ card }) => card.score.returns);
      const hours = seeds.map(({ card }) => card.trainings[0]!.processorHours);
      const returns = episodes[0]!.map((_, i) => mean(episodes.map((each) => each[i]!)));
      return { recipe, runs: seeds, returns, hours: [Math.min(...hours), Math.max(...hours)] };
    })
    .sort((a, b) => mean(b.returns) - mean(a.returns));
  const differences = recipes.flatMap((better, i) =>
    recipes
      .slice(i + 1)
      .filter((other) => isFair({ better, other }))
      .map((other) => ({ better, other, ...pairedDifference(pairsOf(other.returns, better.returns), rng()) })),
  );
  return { name: runs[0]!.card.name, recipes, differences };
}

const isFair = ({ better, other }: Versus): boolean => better.hours[1] <= mostTimes * other.hours[0];

/** What follows from the runs: a sentence for each game, and one for all. */
export function conclusions(runs: readonly RecipeRun[]): string[] {
  const games = [...groupBy(runs, ({ card }) => card.game).values()].map(compare);
  const tested = correctAll(games.flatMap(({ differences }) => differences));
  return [
    ...games.map((game) => `**${game.name}**: ${sentenceOf(game, tested)}${belowRandom(game)}`),
    ...overall(games),
  ];
}

function sentenceOf({ recipes }: GameComparison, tested: readonly (Tested & Versus)[]): string {
  const [best, ...others] = recipes;
  const score = `${fixed(mean(best!.returns), 1)} points after ${hoursText(best!)}`;
  if (others.length === 0) return `only \`${best!.recipe}\` was trained, ${score}.`;
  const clauses = others.map((other) => {
    const found = tested.find((each) => each.better === best && each.other === other);
    if (!found) return `no comparison with \`${other.recipe}\`, which had only ${hoursText(other)}`;
    const { difference, differenceInterval, pHolm } = found;
    return `${isSignificant(found) ? 'significantly' : 'not significantly'} above \`${other.recipe}\` (${signedWithInterval(difference, differenceInterval, 1)}, ${pEquals(pHolm)})`;
  });
  return `\`${best!.recipe}\` scores highest, ${score}: ${clauses.join('; ')}.`;
}

function hoursText({ hours: [fewest, most] }: RecipeRuns): string {
  const [low, high] = [fixed(fewest, 2), fixed(most, 2)];
  return `${low === high ? low : `${low} to ${high}`} processor hours`;
}

/** Names the runs that do not play better than at random. */
function belowRandom({ recipes }: GameComparison): string {
  const failed = recipes.flatMap(({ runs }) => runs).filter((run) => leadOf(run).aboveRandom !== 'yes');
  if (failed.length === 0) return ' Every agent is above random play.';
  return ` Not above random play: ${failed.map(({ recipe, seed }) => `\`${recipe}\` (seed ${seed})`).join(', ')}.`;
}

function overall(games: readonly GameComparison[]): string[] {
  const compared = games.filter(({ recipes: [better, ...others] }) => {
    return others.length > 0 && others.every((other) => isFair({ better: better!, other }));
  });
  if (compared.length === 0) return [];
  const wins = [...groupBy(compared, ({ recipes }) => recipes[0]!.recipe)].sort(([, a], [, b]) => b.length - a.length);
  const [recipe, won] = wins[0]!;
  return [
    `\`${recipe}\` scores highest in ${won.length} of ${plural(compared.length, 'game')} compared at equal processor time.`,
  ];
}

/** How far the conclusions reach. */
export function caveat(runs: readonly RecipeRun[]): string {
  const seeds = [...groupBy(runs, ({ card, recipe }) => `${card.game} ${recipe}`).values()].map(({ length }) => length);
  const [fewest, most] = [Math.min(...seeds), Math.max(...seeds)];
  return most === 1
    ? 'Each recipe was trained once a game: the tests compare these agents, and other training seeds may give another order.'
    : `Each recipe was trained with ${fewest === most ? most : `${fewest} to ${most}`} seeds a game: the tests compare these agents, and other training seeds may give another order.`;
}
