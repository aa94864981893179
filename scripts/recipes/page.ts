/** The comparison of recipes as Markdown. */

import { fixed, pEquals, percent, plural } from '../../src/common/format.js';
import { groupBy } from '../../src/common/group-by.js';
import { significance } from '../../src/report/statistics/tested.js';
import { count, human, points, table } from '../zoo/card-cells.js';
import { caveat, conclusions, leadOf } from './comparison.js';
import { figureName } from './figures.js';
import { protocolTable } from './protocol.js';
import { publishedScores } from './published.js';
import { lengthOf, type RecipeRun, runName, trainCommand } from './recipe.js';

/** README.md of the comparison. @throws UsageError where the runs were not trained and measured in the same way */
export function recipesText(runs: readonly RecipeRun[]): string {
  const games = [...groupBy(runs, ({ card }) => card.game).values()];
  return `<!-- Made by scripts/recipes.mjs from the cards in runs/. Do not edit. -->
# Recipes

Which training plays best after the same processor time? Each recipe is a config in \`configs/\`: \`laptop\` is parallel Q-learning, \`ddqn\` the
double DQN of the paper with fewer steps, \`ddqn-adam\` has Adam and returns of 3 steps. [Departures](../../departures.md) explains their keys.

## In short

${conclusions(runs)
  .map((sentence) => `- ${sentence}`)
  .join('\n')}

${caveat(runs)}

## How they were measured

${protocolTable(runs)}

- **Score**: mean return in points of these episodes, with a 95 % percentile bootstrap interval over them. Human-normalized: 0 % is
  the published score of random play, 100 % that of people.
- **Tests**: two recipes are compared on the same starts, by the two-sided paired sign-flip test (5 %, Holm-corrected over all pairs of
  recipes in all games); several seeds count as their mean. A recipe that had more processor time than another, by more than 10 %, is not
  compared with it. Above random play: the same test for each run, on the same starts, not corrected.
- **Processor time**: that of all threads of the training, evaluations in training included, in hours of one core; the sessions of
  a resumed run add up. Hours of the clock are not compared, since other work may have shared the machine.
- **Machine**: ${machinesOf(runs)}.
- **Stopped early**: learning rate and exploration follow the schedule of the recipe, however early the run is stopped. The tables say
  which share of it was trained.

${games.map(gameText).join('\n')}
## Commands

Each run was trained by its command. Where its table has less than 100 % of the schedule, Ctrl-C stopped it after these steps, which saves
the agent:

${runs.map((run) => `    ${trainCommand(run)}`).join('\n')}

The scores, and this page:

${runs.map((run) => `    ${addCommand(run)}`).join('\n')}
    node scripts/recipes.mjs page
`;
}

const addCommand = ({ recipe, seed, card: { game, score } }: RecipeRun): string =>
  `node scripts/recipes.mjs add ${runName(game, recipe, seed)} --episodes ${score.episodes}`;

function machinesOf(runs: readonly RecipeRun[]): string {
  const texts = runs.map(({ card: { machine, trainings } }) => {
    const threads = plural(trainings[0]!.config.threads as number, 'thread');
    return `${plural(machine.cores, 'core')} (${machine.processor}), ${threads} a training`;
  });
  return [...new Set(texts)].join('; ');
}

function gameText(runs: readonly RecipeRun[]): string {
  const { name, game } = runs[0]!.card;
  return `## ${name}

${runsTable(runs)}

For comparison:

${othersTable(runs)}

![returns over processor time](${figureName(game, 'processorHours')})
![returns over frames](${figureName(game, 'frames')})
`;
}

const runsTable = (runs: readonly RecipeRun[]): string =>
  table(
    [
      ...['recipe', 'seed', 'processor hours', 'steps', 'of its schedule', 'frames, M'],
      ...['score [95 % interval]', 'human-normalized, %', 'above random play'],
    ],
    runs.map((run) => {
      const { recipe, seed, card } = run;
      const { steps, frames, processorHours } = card.trainings[0]!;
      return [
        ...[
          recipe,
          `${seed}`,
          fixed(processorHours, 2),
          count(steps),
          percent(steps / lengthOf(run)),
          millions(frames),
        ],
        ...[points(card.score), human(card.score), leadText(run)],
      ];
    }),
  );

/** `yes, p < 0.0001`; `no, below it, p = 0.002` */
function leadText(run: RecipeRun): string {
  const { aboveRandom, p, difference } = leadOf(run);
  if (aboveRandom === 'too few episodes') return aboveRandom;
  const isBelow = difference < 0 && p <= significance;
  return [aboveRandom, ...(isBelow ? ['below it'] : []), pEquals(p)].join(', ');
}

const millions = (frames: number): string => fixed(frames / 1e6, 2);

/** Random play, people, and the agents of others, each with what is different. */
function othersTable(runs: readonly RecipeRun[]): string {
  const { game, references } = runs[0]!.card;
  const { random, published } = references;
  const frames = runs.map(({ card }) => card.trainings[0]!.frames / 1e6);
  const rows = [
    ['random play, measured', '', points(random), 'the same rules and starts'],
    ...(published
      ? [
          ['random play, published', '', fixed(published.random, 1), `30 no-op starts: ${published.source}`],
          ['people, published', '', fixed(published.human, 1), `30 no-op starts: ${published.source}`],
        ]
      : []),
    ...publishedScores(game).map((other) => [
      other.agent,
      fixed(other.frames, 2),
      count(other.score),
      `${timesText(frames, other.frames)} frames; ${other.rules}`,
    ]),
  ];
  return table(['', 'frames, M', 'score', 'what is different'], rows);
}

/** `8 to 50 times as many` */
function timesText(ours: readonly number[], theirs: number): string {
  const [most, fewest] = [theirs / Math.min(...ours), theirs / Math.max(...ours)].map((times) => fixed(times, 1));
  return `${fewest === most ? fewest : `${fewest} to ${most}`} times as many`;
}
