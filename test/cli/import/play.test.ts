import { describe, expect, it } from 'vitest';
import { type PlayFlags, playOf } from '../../../src/cli/import/play.js';
import type { NetworkFacts } from '../../../src/interop/network-builder.js';

const facts = (given: Partial<NetworkFacts>): NetworkFacts => ({ family: 'net', output: 'q-values', ...given });
const play = (flags: Partial<PlayFlags>, file?: Partial<NetworkFacts>) =>
  playOf({ game: 'pong', ...flags }, file && facts(file));
const ppo = { preset: 'cleanrl', output: 'logits' } as const;
const rainbow = { preset: 'pfrl', evaluation: { exploration: 0, maxEpisodeFrames: 108_000 } } as const;

describe('playOf', () => {
  it.each<[string, Partial<PlayFlags>, Partial<NetworkFacts> | undefined, object]>([
    ['CleanRL’s PPO', {}, ppo, { outputs: 'logits', choice: 'sampled', rules: { evaluationExploration: 0 } }],
    ['the same, greedy', { policy: 'greedy' }, ppo, { outputs: 'logits', choice: 'greedy' }],
    ['the same with exploration', { exploration: 0.1 }, ppo, { rules: { evaluationExploration: 0.1 } }],
    ['the same as a Q-network', { outputs: 'q-values' }, ppo, { choice: 'greedy', rules: { evaluationExploration: 0.05 } }],
    ['an actor of Stable-Baselines3', {}, { preset: 'sb3', output: 'logits' }, { choice: 'greedy', rules: { evaluationExploration: 0 } }],
    ['an unknown actor', {}, { output: 'logits' }, { choice: 'greedy', rules: { evaluationExploration: 0 } }],
    ['PFRL’s DQN', {}, { preset: 'pfrl' }, { rules: { evaluationExploration: 0.05, maxEpisodeFrames: 18_000 } }],
    ['PFRL’s Rainbow', {}, rainbow, { rules: { evaluationExploration: 0, maxEpisodeFrames: 108_000 } }],
    ['the same with a limit', { maxFrames: 1000 }, rainbow, { rules: { maxEpisodeFrames: 1000 } }],
    ['the same by other rules', { from: 'dopamine' }, rainbow, { rules: { evaluationExploration: 0.001 } }],
  ])('%s', (_, flags, file, expected) => {
    expect(play(flags, file)).toMatchObject(expected);
  }); // biome-ignore format: a table

  it('leaves exploration to the config where nothing is known', () => {
    expect(play({}, {})).toEqual({ outputs: 'q-values', choice: 'greedy', rules: {} });
    expect(play({})).toEqual({ outputs: 'q-values', choice: 'greedy', rules: {} });
  });

  it.each<[Partial<PlayFlags>, string | undefined, string | undefined]>([
    [{}, 'CleanRL', 'rules of play of CleanRL'],
    [{ from: 'sb3' }, 'Stable-Baselines3', 'rules of play of Stable-Baselines3'],
    [{ sticky: 0.25 }, 'CleanRL', 'rules of play of CleanRL, changed by flags'],
    [{ preset: 'dqn2015' }, undefined, 'rules of play of the preset dqn2015'],
    [{ preset: 'dqn2015', from: 'sb3' }, undefined, 'rules of play of the preset dqn2015'],
  ])('says whose rules they are with %o', (flags, rulesOf, text) => {
    const found = play(flags, { preset: 'cleanrl' });
    expect([found.rulesOf, found.text]).toEqual([rulesOf, text]);
  });

  it('plays a file that was exported here as it was, but for flags', () => {
    const rules = { preset: 'sa-dqn', actions: 4 } as const;
    const policy = { outputs: 'logits', choice: 'sampled' } as const;
    const exported = { game: 'pong', actions: [], rules, evaluation: { evaluationExploration: 0.01 }, policy };
    const file = { output: 'logits', exported: { ...exported, framework: 'SA-DQN' } } as const;
    const text = 'rules of play and policy of the file';
    expect(play({}, file)).toEqual({
      ...policy,
      rules: { ...rules, evaluationExploration: 0.01 },
      ...{ rulesOf: 'SA-DQN', text },
    });
    expect(play({ sticky: 0.5, exploration: 0, policy: 'greedy' }, file)).toEqual({
      ...{ outputs: 'logits', choice: 'greedy' },
      rules: { ...rules, stickyActionProbability: 0.5, evaluationExploration: 0 },
      ...{ rulesOf: 'SA-DQN', text: `${text}, changed by flags` },
    });
    expect(play({ preset: 'dqn2015' }, file)).toEqual({
      ...policy,
      rules: { preset: 'dqn2015', evaluationExploration: 0.01 },
      text: 'rules of play of the preset dqn2015',
    });
    expect(play({ game: 'ALE/Pong-v5' }, file).rules).toEqual({
      ...rules,
      ...{ stickyActionProbability: 0.25, evaluationExploration: 0.01 },
    });
    expect(play({ from: 'sb3' }, file)).toMatchObject({ rulesOf: 'Stable-Baselines3', choice: 'greedy' });
  });

  it('takes all rules of a preset, and exploration from the framework', () => {
    expect(play({ preset: 'machado2018' }, { preset: 'sb3' }).rules).toEqual({
      preset: 'machado2018',
      evaluationExploration: 0,
    });
  });
});
