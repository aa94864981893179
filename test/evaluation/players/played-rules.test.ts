import { describe, expect, it } from 'vitest';
import { type Config, loadConfig } from '../../../src/agent/config.js';
import { type GivenRules, presets } from '../../../src/env/presets.js';
import { evaluationRules, pickRules } from '../../../src/env/rules.js';
import { playedRules, trainedRules } from '../../../src/evaluation/players/played-rules.js';
import { changedRulesNotes, changedRulesOf } from '../../../src/evaluation/report/changed-rules.js';

const trained = (flags: Partial<Config> = {}) => ({ config: loadConfig({ flags }) });

describe('an agent under test plays by', () => {
  it('the rules of its training, for whole games in their own points', () => {
    const agent = trained({ preset: 'baselines' });
    expect(playedRules(agent, 'runs/x')).toEqual(evaluationRules(presets.baselines));
  });

  it('rules that are given, and by those of its training where none are', () => {
    const agent = trained({ frameSkipFrames: 2 });
    expect(playedRules(agent, 'runs/x', { stickyActionProbability: 0.25 })).toEqual({
      ...evaluationRules(presets.dqn2015),
      frameSkipFrames: 2,
      stickyActionProbability: 0.25,
    });
  });

  it('a preset, but for the rules of training', () => {
    expect(playedRules(trained(), 'runs/x', { preset: 'ale-v5' })).toEqual(evaluationRules(presets['ale-v5']));
    const all = trained({ fullActionSet: true });
    expect(playedRules(all, 'runs/x', { preset: 'machado2018' })).toEqual(evaluationRules(presets.machado2018));
  });

  it('no action set for which its network has no outputs', () => {
    expect(() => playedRules(trained(), 'runs/x', { preset: 'machado2018' })).toThrow(
      'runs/x: expected rules with the actions of its network (the minimal set), got machado2018 with all actions; --actions minimal keeps the network’s',
    );
    expect(() => playedRules(trained({ fullActionSet: true }), 'x', { preset: 'ale-v5' })).toThrow(
      '(all actions), got ale-v5 with the minimal set; --actions full keeps',
    );
    const sticky = playedRules(trained(), 'x', { preset: 'machado2018', fullActionSet: false });
    expect(sticky).toEqual({ ...evaluationRules(presets.machado2018), fullActionSet: false });
  });

  it.each<[Partial<Config>, GivenRules, string]>([
    [
      { actions: 4 },
      { actions: 'all' },
      '(the first 4 of the minimal set), got rules with the minimal set; --actions 4 keeps',
    ],
    [
      { actions: 'NOOP,LEFT' },
      { actions: 'LEFT,NOOP' },
      '(NOOP,LEFT), got rules with LEFT,NOOP; --actions NOOP,LEFT keeps',
    ],
    [{ actions: 4 }, { fullActionSet: true }, 'got rules with the first 4 of all actions; --actions 4 keeps'],
  ])('no other choice of actions than %j', (config, given, message) => {
    expect(() => playedRules(trained(config), 'x', given)).toThrow(message);
  });

  it('names of actions, whichever set they are from', () => {
    const agent = trained({ actions: 'NOOP,LEFT' });
    expect(playedRules(agent, 'x', { fullActionSet: true })).toMatchObject({ actions: 'NOOP,LEFT' });
  });

  it('no rule that there is not', () => {
    expect(() => playedRules(trained(), 'x', { stickyProbability: 0.25 } as object)).toThrow(
      'rules of play: "stickyProbability" is not a key of a config; did you mean "stickyActionProbability"?',
    );
  });

  it('no rule without an effect', () => {
    expect(() => playedRules(trained(), 'x', { fireAfterLifeLoss: true })).toThrow('expected false where fireReset is');
  });
});

describe('a report', () => {
  const agent = trained();
  const played = (given: Parameters<typeof playedRules>[2]) => [
    { run: 'runs/x', rules: playedRules(agent, 'runs/x', given), trainedRules: trainedRules(agent) },
  ];

  it('lists the rules that differ from the training', () => {
    const settings = changedRulesOf(played({ stickyActionProbability: 0.25, maxEpisodeFrames: 18_000 }));
    expect(settings).toEqual({
      changedRules: { 'runs/x': { stickyActionProbability: [0, 0.25], maxEpisodeFrames: [108_000, 18_000] } },
    });
    expect(changedRulesNotes(settings)).toEqual([
      'runs/x plays by other rules than in training: stickyActionProbability 0.25 (in training 0), maxEpisodeFrames 18000 (in training 108000).',
    ]);
  });

  it('says nothing where none differ, or where they are not known', () => {
    expect(changedRulesOf(played({ stickyActionProbability: 0 }))).toEqual({});
    expect(changedRulesOf([{ run: 'own environment' }])).toEqual({});
    expect(changedRulesNotes({})).toEqual([]);
  });

  it('compares with the rules of the training alone, not its other keys', () => {
    expect(Object.keys(trainedRules(agent))).toEqual(Object.keys(pickRules(agent.config)));
  });
});
