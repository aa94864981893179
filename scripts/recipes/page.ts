/** The comparison of recipes as Markdown, and its figures. */

import { fixed } from '../../src/common/format.js';
import { groupBy } from '../../src/common/group-by.js';
import { acrossSeeds, type Sample } from '../../src/report/curve.js';
import { figure } from '../../src/report/plot.js';
import { count, human, points, table } from '../zoo/card-cells.js';
import type { RecipeRun } from './recipe.js';

type Axis = 'frames' | 'processorHours';
const axes: Readonly<Record<Axis, { readonly title: string; readonly of: (value: number) => number }>> = {
  frames: { title: 'frames (millions)', of: (frames) => frames / 1e6 },
  processorHours: { title: 'processor time (hours of one core)', of: (hours) => hours },
};

const figureName = (game: string, axis: Axis): string => `${game}-${axis === 'frames' ? 'frames' : 'hours'}.svg`;

/** Returns the figures by name: the evaluations of each game, over frames and over processor time. */
export async function recipeFigures(runs: readonly RecipeRun[]): Promise<Record<string, string>> {
  const figures: Record<string, string> = {};
  for (const ofGame of groupBy(runs, ({ card }) => card.game).values()) {
    const { game, name } = ofGame[0]!.card;
    for (const axis of Object.keys(axes) as Axis[]) {
      const lines = [...groupBy(ofGame, ({ recipe }) => recipe)].flatMap(([recipe, seeds]) =>
        acrossSeeds(
          seeds.map(({ card }) => curveOf(card.trainings[0]!.curve, axis)),
          recipe,
        ),
      );
      if (lines.length === 0) continue;
      const panel = { y: 'return (points)', dots: [], lines };
      figures[figureName(game, axis)] = await figure([panel], { title: name, x: axes[axis].title });
    }
  }
  return figures;
}

type Curve = RecipeRun['card']['trainings'][number]['curve'];
const curveOf = (curve: Curve, axis: Axis): Sample[] => curve.map((point) => [axes[axis].of(point[axis]), point.mean]);

/**
 * Scores of others after so many million frames: those of Dopamine's baselines and of CleanRL's benchmarks, by id of the game. Both have other rules than
 * ours: Dopamine repeats the last action with a probability of 0.25, CleanRL presses FIRE at the start.
 */
const others = [
  {
    agent: 'DQN with Adam, Dopamine',
    frames: 5,
    scores: { assault: 763, asterix: 1371, bank_heist: 335, battle_zone: 17_406, beam_rider: 3742, bowling: 24 },
  },
  { agent: 'PQN, CleanRL', frames: 40, scores: { beam_rider: 5753 } },
  { agent: 'DQN, CleanRL', frames: 40, scores: { beam_rider: 6673, assault: 3846 } },
] satisfies { agent: string; frames: number; scores: Record<string, number> }[];

/** README.md of the comparison. */
export function recipesText(runs: readonly RecipeRun[]): string {
  const games = [...groupBy(runs, ({ card }) => card.game).values()];
  return `<!-- Made by scripts/recipes.mjs. Do not edit. -->
# Recipes

What does a night on two cores buy? Agents that were trained on the same games with the configs in \`configs/\`: \`laptop\` is parallel Q-learning,
\`ddqn\` is the double DQN of the paper with fewer steps, \`ddqn-adam\` has Adam and returns of 3 steps. [Departures](../../departures.md)
explains their keys.

Rules of play: no sticky actions, up to 30 idle frames at the start, no FIRE. In training a lost life ends an episode, and rewards are clipped.
The score is that of 30 whole episodes with raw rewards and 1 % random actions. Hours are those of the training process, which shared its machine with
other work in some runs; processor time is that of its threads, in hours of one core. Published scores have other rules: Dopamine's sticky actions,
CleanRL's FIRE at the start.

${games.map(gameText).join('\n')}
To add a run and make this page again:

    sap-atari train --game Pong --config configs/laptop.json --seed 1 --out runs/pong
    node scripts/recipes.mjs add runs/pong
`;
}

function gameText(runs: readonly RecipeRun[]): string {
  const { name, game, references } = runs[0]!.card;
  const { random, published } = references;
  const rows = runs.map(({ recipe, seed, card: { score, trainings } }) => {
    const { steps, frames, hours, processorHours } = trainings[0]!;
    return [
      ...[recipe, `${seed}`, count(steps), fixed(frames / 1e6, 1), fixed(hours, 1), fixed(processorHours, 1)],
      ...[points(score), human(score)],
    ];
  });
  const head = [
    ...['recipe', 'seed', 'steps', 'frames, M', 'hours', 'processor hours'],
    ...['score [95 % interval]', 'human-normalized, %'],
  ];
  const known = [
    ...(published ? [`random play ${published.random}`, `people ${published.human}`] : []),
    ...others.flatMap(({ agent, frames, scores }) => {
      const found = (scores as Readonly<Record<string, number>>)[game];
      return found === undefined ? [] : [`${agent} after ${frames} M frames ${count(found)}`];
    }),
  ];
  return `## ${name}

${table(head, rows)}

Random play, measured: ${points(random)}.${known.length > 0 ? ` Published: ${known.join('; ')}.` : ''}

![returns over frames](${figureName(game, 'frames')})
![returns over processor time](${figureName(game, 'processorHours')})
`;
}
