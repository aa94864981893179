import { describe, expect, it } from 'vitest';
import { recipeFigures } from '../../../scripts/recipes/figures.js';
import { recipesText } from '../../../scripts/recipes/page.js';
import { type RecipeRun, recipeOf, trainCommand } from '../../../scripts/recipes/recipe.js';
import { type Config, loadConfig } from '../../../src/agent/config.js';
import { evaluationRules, pickRules } from '../../../src/env/rules.js';
import { mean } from '../../../src/report/statistics/statistics.js';
import { toyCard } from '../../helpers/zoo-agent.js';

const shipped = (name: string) =>
  loadConfig({ file: new URL(`../../../configs/${name}.json`, import.meta.url).pathname });

interface RunFields {
  readonly game?: string;
  readonly seed?: number;
  /** Of each of 30 episodes, around which returns vary by 1 point; random play scores −15. */
  readonly points?: number;
  readonly hours?: number;
  readonly steps?: number;
  readonly config?: Partial<Config>;
  readonly episodes?: number;
}

/** A run of a recipe with a card of its own. */
function runOf(recipe: string, fields: RunFields = {}): RecipeRun {
  const { game = 'pong', seed = 1, points = 10, hours = 0.5, steps = 14_000, config: changes, episodes = 30 } = fields;
  const config = { ...shipped(recipe), game, seed, ...changes };
  const [training] = toyCard.trainings;
  const returns = Array.from({ length: episodes }, (_, i) => points + (i % 3) - 1);
  return {
    ...{ recipe, seed },
    card: {
      ...{ format: 'sap-atari agent card 2', ...toyCard, game, name: game === 'pong' ? 'Pong' : 'Assault' },
      rules: { training: pickRules(config), evaluation: pickRules(evaluationRules(config)) },
      score: { ...toyCard.score, returns, episodes, mean: mean(returns), interval: [points - 0.3, points + 0.3] },
      trainings: [{ ...training!, config, steps, processorHours: hours }],
    },
  };
}

const three = [runOf('laptop'), runOf('ddqn', { points: -15 }), runOf('ddqn-adam', { points: 9 })];
const linesOf = (runs: readonly RecipeRun[]) => recipesText(runs).split('\n');

describe('the comparison of recipes', () => {
  it('has a table for each game, with a row for each run, and its figures', async () => {
    const runs = [...three, runOf('laptop', { seed: 2 }), runOf('ddqn', { game: 'assault' })];
    const text = recipesText(runs);
    const [, ofPong, assault] = text.split(/\n## (?:Pong|Assault)\n/);
    const rows = (section: string) => section.split('\n').filter((line) => /^\| (laptop|ddqn|ddqn-adam) \|/.test(line));
    expect(rows(ofPong!)).toEqual([
      '| laptop | 1 | 0.50 | 14,000 | 0.1 % | 0.06 | 10.0 [9.7, 10.3] | n/a | yes, p < 0.0001 |',
      '| ddqn | 1 | 0.50 | 14,000 | 0.5 % | 0.06 | −15.0 [−15.3, −14.7] | n/a | no, p = 1 |',
      '| ddqn-adam | 1 | 0.50 | 14,000 | 0.5 % | 0.06 | 9.0 [8.7, 9.3] | n/a | yes, p < 0.0001 |',
      '| laptop | 2 | 0.50 | 14,000 | 0.1 % | 0.06 | 10.0 [9.7, 10.3] | n/a | yes, p < 0.0001 |',
    ]);
    expect(rows(assault!)).toHaveLength(1);
    const figures = await recipeFigures(runs);
    expect(Object.keys(figures)).toEqual([
      'pong-frames.svg',
      'pong-hours.svg',
      'assault-frames.svg',
      'assault-hours.svg',
    ]);
    for (const name of Object.keys(figures)) expect(text).toContain(`(${name})`);
    expect(figures['pong-hours.svg']).toContain('processor time (hours of one core)');
    expect(figures['pong-hours.svg']).toContain('random play');
  });

  it('says what follows from the returns', () => {
    expect(linesOf(three)).toContain(
      '- **Pong**: `laptop` scores highest, 10.0 points after 0.50 processor hours: significantly above `ddqn-adam` (+1.0 [+1.0, +1.0], p < 0.0001); significantly above `ddqn` (+25.0 [+25.0, +25.0], p < 0.0001). Not above random play: `ddqn` (seed 1).',
    );
    expect(linesOf(three)).toContain('- `laptop` scores highest in 1 of 1 game compared at equal processor time.');
    const unequal = [runOf('laptop'), runOf('ddqn', { points: 5, hours: 0.4 })];
    expect(recipesText(unequal)).not.toContain('compared at equal processor time');
    const reversed = [runOf('laptop', { points: 3 }), runOf('ddqn', { points: 5 })];
    expect(recipesText(reversed)).toContain(
      '`ddqn` scores highest, 5.0 points after 0.50 processor hours: significantly above `laptop` (+2.0',
    );
    const equal = [runOf('laptop', { episodes: 3 }), runOf('ddqn', { episodes: 3 })];
    expect(recipesText(equal)).toContain('not significantly above `ddqn` (0.0 [0.0, 0.0], p = 1)');
  });

  it.each<[string, RecipeRun[], string]>([
    [
      'a recipe that had more time',
      [runOf('laptop'), runOf('ddqn', { points: 5, hours: 0.4 })],
      'after 0.50 processor hours: no comparison with `ddqn`, which had only 0.40 processor hours. Every',
    ],
    [
      'a recipe that had less time',
      [runOf('laptop', { hours: 0.4 }), runOf('ddqn', { points: 5 })],
      'after 0.40 processor hours: significantly above `ddqn`',
    ],
    ['nearly equal time', [runOf('laptop'), runOf('ddqn', { points: 5, hours: 0.47 })], 'significantly above `ddqn`'],
    ['one recipe', [runOf('laptop')], 'only `laptop` was trained, 10.0 points after 0.50 processor hours. Every agent'],
    ['an agent worse than random play', [runOf('laptop', { points: -20 })], '| no, below it, p < 0.0001 |'],
    ['one seed', [runOf('laptop')], 'Each recipe was trained once a game'],
    [
      'some seeds',
      [runOf('laptop'), runOf('ddqn'), runOf('ddqn', { seed: 2 })],
      'Each recipe was trained with 1 to 2 seeds a game',
    ],
    [
      'two seeds, which count as their mean',
      [runOf('laptop', { points: 8 }), runOf('ddqn', { points: 9 }), runOf('ddqn', { seed: 2, points: 3 })],
      '`laptop` scores highest, 8.0 points after 0.50 processor hours: significantly above `ddqn` (+2.0',
    ],
  ])('of %s', (_, runs, says) => {
    expect(recipesText(runs)).toContain(says);
  });

  it('states rules, episodes, time and machine of its runs', () => {
    expect(linesOf([runOf('laptop', { episodes: 12 })])).toEqual(
      expect.arrayContaining([
        '| sticky actions | none | none |',
        '| start | up to 30 no-op frames, no FIRE | up to 30 no-op frames, no FIRE |',
        '| an episode ends with | a lost life, the game, or after 108,000 frames | the game, or after 108,000 frames |',
        '| rewards | clipped to their sign | raw |',
        '| random actions | by the schedule of the recipe | 1.0 % |',
        '| episodes |  | 12, environment seed 1, of the agent at the end of the run |',
        '- **Machine**: 2 cores (Toy 6502), 2 threads a training.',
      ]),
    );
    const sticky = { stickyActionProbability: 0.25, fireReset: 'always' as const };
    expect(linesOf([runOf('laptop', { config: sticky })])).toEqual(
      expect.arrayContaining([
        '| sticky actions | 25.0 % | 25.0 % |',
        '| start | up to 30 no-op frames, FIRE | up to 30 no-op frames, FIRE |',
      ]),
    );
  });

  it.each<[string, RunFields]>([
    ['rules', { config: { stickyActionProbability: 0.25 } }],
    ['episodes', { episodes: 3 }],
  ])('refuses runs with other %s', (_, fields) => {
    expect(() => recipesText([runOf('laptop'), runOf('ddqn', fields)])).toThrow(
      /^expected runs with the same rules .* got others in pong-ddqn-1 than in pong-laptop-1; add one of them anew/,
    );
  });

  it('sets published scores beside, with their frames and rules', () => {
    const [laptop] = [runOf('laptop', { game: 'assault' })];
    const card = {
      ...laptop!.card,
      references: { ...laptop!.card.references, published: { random: 222.4, human: 742, source: 'Wang' } },
    };
    const lines = linesOf([{ ...laptop!, card }]);
    for (const row of [
      '| random play, measured |  | −15.0 [−16.0, −14.0] | the same rules and starts |',
      '| random play, published |  | 222.4 | 30 no-op starts: Wang |',
      '| people, published |  | 742.0 | 30 no-op starts: Wang |',
      '| DQN with Adam, Dopamine | 5.00 | 763 | 89.3 times as many frames; sticky actions (0.25) |',
      '| DQN, CleanRL | 40.00 | 3,846 | 714.3 times as many frames; no sticky actions, FIRE at the start |',
    ]) {
      expect(lines).toContain(row);
    }
  });

  it('has the commands that made it', () => {
    const lines = linesOf([runOf('ddqn', { seed: 3, config: { totalSteps: 90_000, threads: 4 } })]);
    expect(lines).toContain(
      '    sap-atari train --game Pong --config configs/ddqn.json --seed 3 --steps 90000 --threads 4 --out runs/pong-ddqn-3',
    );
    expect(lines).toContain('    node scripts/recipes.mjs add runs/pong-ddqn-3 --episodes 30');
    expect(trainCommand(three[0]!)).toBe(
      'sap-atari train --game Pong --config configs/laptop.json --seed 1 --out runs/pong-laptop-1',
    );
  });
});

it.each(['laptop', 'ddqn', 'ddqn-adam', 'quick'])('knows the config %s by its keys', (name) => {
  const config = shipped(name);
  expect(recipeOf({ ...config, game: 'pong', seed: 7, threads: 8 }, 'card.json')).toBe(name);
  const { gameMode: _newer, ...older } = config; // as written before the key was added
  expect(recipeOf(older, 'card.json')).toBe(name);
  expect(() => recipeOf({ ...config, discount: 0.5 }, 'card.json')).toThrow(
    `card.json: expected a run with one of the configs in configs/, got one that differs from ${name} in discount; train with --config configs/NAME.json`,
  );
});
