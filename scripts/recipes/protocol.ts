/** The rules of play of all runs, as a table for people. */
import { UsageError } from '../../src/common/errors.js';
import { percent, plural } from '../../src/common/format.js';
import type { Rules } from '../../src/env/rules.js';
import { count, table } from '../zoo/card-cells.js';
import type { RecipeRun } from './recipe.js';

/** What a rule is called, and its value in words. */
const rules: readonly (readonly [name: string, of: (rules: Rules) => string])[] = [
  ['sticky actions', (r) => (r.stickyActionProbability === 0 ? 'none' : percent(r.stickyActionProbability))],
  [
    'actions',
    (r) => `${r.fullActionSet ? 'all 18' : 'those of the game'}, each held for ${plural(r.frameSkipFrames, 'frame')}`,
  ],
  ['start', (r) => `up to ${plural(r.maxNoOpStartFrames, 'no-op frame')}, ${fireText(r)}`],
  [
    'an episode ends with',
    (r) => `${r.lifeLossEndsEpisode ? 'a lost life, ' : ''}the game, or after ${count(r.maxEpisodeFrames)} frames`,
  ],
  ['rewards', (r) => (r.clipRewards ? 'clipped to their sign' : 'raw')],
  ['mode and difficulty', (r) => `${r.gameMode ?? 'standard'} and ${r.difficulty ?? 'standard'}`],
];

function fireText({ fireReset, fireAfterLifeLoss }: Rules): string {
  if (fireReset === 'never') return 'no FIRE';
  const when = fireReset === 'auto' ? 'FIRE in games that wait for it' : 'FIRE';
  return `${when}${fireAfterLifeLoss ? ', also after a lost life' : ''}`;
}

/** @throws UsageError where two runs were not trained and measured in the same way */
export function protocolTable(runs: readonly RecipeRun[]): string {
  const [first] = runs;
  const protocolOf = ({ card: { rules: played, score } }: RecipeRun) =>
    JSON.stringify([played, score.seed, score.exploration, score.episodes]);
  const other = runs.find((run) => protocolOf(run) !== protocolOf(first!));
  if (other) {
    const nameOf = ({ card, recipe, seed }: RecipeRun) => `${card.game}-${recipe}-${seed}`;
    throw new UsageError(
      `expected runs with the same rules of play and the same number of episodes, got others in ${nameOf(other)} than in ${nameOf(first!)}; add one of them anew, or remove its card`,
    );
  }
  const { score, rules: played } = first!.card;
  const [training, evaluation] = [played.training, played.evaluation] as unknown as [Rules, Rules];
  return table(
    ['', 'training', 'score'],
    [
      ...rules.map(([name, of]) => [name, of(training), of(evaluation)]),
      ['random actions', 'by the schedule of the recipe', percent(score.exploration)],
      ['episodes', '', `${score.episodes}, environment seed ${score.seed}, of the agent at the end of the run`],
    ],
  );
}
