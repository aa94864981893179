import { describe, expect, it } from 'vitest';
import { recipeFigures, recipesText } from '../../../scripts/recipes/page.js';
import { recipeOf } from '../../../scripts/recipes/recipe.js';
import { loadConfig } from '../../../src/agent/config.js';
import { toyCard } from '../../helpers/zoo-agent.js';

const shipped = (name: string) => new URL(`../../../configs/${name}.json`, import.meta.url).pathname;

describe('the comparison of recipes', () => {
  const card = { ...toyCard, format: 'sap-atari agent card 1' as const };
  const runs = [
    { recipe: 'laptop', seed: 1, card },
    { recipe: 'laptop', seed: 2, card },
    { recipe: 'ddqn', seed: 1, card },
    { recipe: 'ddqn', seed: 1, card: { ...card, game: 'assault', name: 'Assault' } },
  ];

  it('has a table for each game, with a row for each run, and its figures', async () => {
    const text = recipesText(runs);
    const [, ofCatch, assault] = text.split('\n## ');
    const rows = (section: string) => section.split('\n').filter((line) => /^\| (laptop|ddqn) \|/.test(line));
    expect(rows(ofCatch!)).toEqual([
      '| laptop | 1 | 14,000 | 0.1 | 0.5 | 0.8 | 19.5 [18.0, 20.0] | n/a |',
      '| laptop | 2 | 14,000 | 0.1 | 0.5 | 0.8 | 19.5 [18.0, 20.0] | n/a |',
      '| ddqn | 1 | 14,000 | 0.1 | 0.5 | 0.8 | 19.5 [18.0, 20.0] | n/a |',
    ]);
    expect(rows(assault!)).toHaveLength(1);
    expect(assault).toContain('Published: DQN with Adam, Dopamine after 5 M frames 763; DQN, CleanRL after');
    expect(ofCatch).not.toContain('Published');

    const figures = await recipeFigures(runs);
    expect(Object.keys(figures)).toEqual([
      'catch-frames.svg',
      'catch-hours.svg',
      'assault-frames.svg',
      'assault-hours.svg',
    ]);
    for (const name of Object.keys(figures)) expect(text).toContain(`(${name})`);
    expect(figures['catch-hours.svg']).toContain('processor time (hours of one core)');
  });

  it.each(['laptop', 'ddqn', 'ddqn-adam', 'quick'])('knows the config %s by its keys', (name) => {
    const config = loadConfig({ file: shipped(name) });
    expect(recipeOf({ ...config, game: 'pong', seed: 7, threads: 8 }, 'card.json')).toBe(name);
    expect(() => recipeOf({ ...config, discount: 0.5 }, 'card.json')).toThrow(
      'card.json: expected a run with one of the configs in configs/, got another',
    );
  });
});
