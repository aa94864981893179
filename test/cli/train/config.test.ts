import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { saveAgent } from '../../../src/agent/agent-files.js';
import { type Config, loadConfig, networkOptions } from '../../../src/agent/config.js';
import { loadInitialAgent } from '../../../src/agent/initial-agent.js';
import { parameterSpecs } from '../../../src/agent/network.js';
import { resolveConfig, rulesBeforePreset } from '../../../src/cli/train/config.js';
import { UsageError } from '../../../src/common/errors.js';
import { createFlatParameters } from '../../../src/common/flat-parameters.js';
import { presets } from '../../../src/env/presets.js';
import { expectSameRun } from '../../../src/storage/runs/resume.js';
import { layOutRun } from '../../../src/storage/runs/run-folder.js';
import { agentRun } from '../../../src/training/agent/agent-run.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const byId = (name: string) => name.toLowerCase();
const shipped = (name: string) => new URL(`../../../configs/${name}.json`, import.meta.url).pathname;

describe('the config of a run', () => {
  it.each([
    ['nothing', {}, 'quick', 'catch'],
    ['our own game', { game: 'Catch' }, 'quick', 'catch'],
    ...['assault', 'asterix', 'bank_heist', 'battle_zone', 'beam_rider', 'bowling'].map(
      (game) => [game, { game }, 'paper', game] as const,
    ),
    ['a game and a file', { game: 'bowling', config: shipped('laptop') }, 'laptop', 'bowling'],
    ['parallel Q-learning', { game: 'catch', algorithm: 'pqn' }, 'laptop', 'catch'],
  ] as const)('for %s', (_, flags, file, game) => {
    expect(resolveConfig(flags, byId)).toEqual(loadConfig({ file: shipped(file), flags: { game } }));
  });

  it('takes flags over the file', () => {
    const flags = { game: 'Catch', seed: 7, steps: 8, envs: 2, threads: 3, engine: 'tfjs', provider: 'cuda' };
    expect(resolveConfig(flags, byId)).toMatchObject({
      ...{ game: 'catch', seed: 7, totalSteps: 8, environments: 2, threads: 3, engine: 'tfjs', provider: 'cuda' },
    });
  });

  it('takes the rules of a preset, but those of flags and of the file', () => {
    const bowling = resolveConfig({ game: 'bowling', preset: 'machado2018', sticky: 0.1 }, byId);
    expect(bowling).toMatchObject({ ...presets.machado2018, preset: 'machado2018', stickyActionProbability: 0.1 });
    const tenpins = resolveConfig({ game: 'tenpins', preset: 'machado2018' }, byId);
    expect(tenpins).toMatchObject({ stickyActionProbability: 0.25, clipRewards: false, fireReset: 'always' });
  });

  it('says which rules of the file win over a preset', () => {
    const winning = (game: string, flags: object) => rulesBeforePreset({ preset: 'machado2018', ...flags }, game);
    expect(winning('bowling', {})).toEqual([]);
    expect(winning('tenpins', {})).toEqual(['clipRewards', 'fireReset', 'fireBeforeNoOps']);
    expect(winning('bowling', { config: shipped('tenpins') })).toEqual(['clipRewards', 'fireReset', 'fireBeforeNoOps']);
    expect(winning('tenpins', { preset: undefined })).toEqual([]);
  });

  it('takes the rules of a Gymnasium id', () => {
    const bowling = resolveConfig({ game: 'ALE/Bowling-v5' }, () => 'bowling');
    expect(bowling).toMatchObject({ game: 'bowling', preset: 'ale-v5', ...presets['ale-v5'] });
    expect(rulesBeforePreset({ game: 'TenPins-v4' }, 'tenpins')).toEqual(['fireReset', 'fireBeforeNoOps']);
  });

  it('takes game and network from the agent whose weights it starts with, and all else as usual', () => {
    const folder = temporaryFolder();
    const trained = { ...loadConfig(), game: 'bowling', hiddenLayers: 2, discount: 0.5 };
    const specs = parameterSpecs({ actions: 2, ...networkOptions(trained) });
    const { views } = createFlatParameters(specs);
    saveAgent(folder, { game: 'bowling', actions: ['NOOP', 'FIRE'], step: 25, config: trained, specs, views });
    const initial = loadInitialAgent(folder);
    const resolve = (flags: object) => resolveConfig({ initFrom: folder, ...flags }, byId, initial);
    const own = { hiddenLayers: 2, ...initial.keys };
    expect(resolve({})).toEqual({ ...loadConfig({ file: shipped('paper'), flags: { game: 'bowling' } }), ...own });
    expect(resolve({ game: 'Catch', seed: 3 })).toMatchObject({
      game: 'catch',
      seed: 3,
      replayCapacityTransitions: 14_000,
      ...own,
    });
    expect(resolve({ config: shipped('paper') })).toMatchObject({ game: 'bowling', hiddenLayers: 1 });
    expect(() => resolve({ resume: folder })).toThrow('--init-from cannot be combined with --resume: a run has its');
  });

  it('of a resumed run is its own', () => {
    const run = temporaryFolder();
    expect(() => resolveConfig({ resume: run }, byId)).toThrow('holds no run to resume');
    layOutRun(agentRun, run, { ...loadConfig(), seed: 5, discount: 0.5 });
    expect(resolveConfig({ resume: run, steps: 9 }, byId)).toMatchObject({ seed: 5, discount: 0.5, totalSteps: 9 });
    expect(() => resolveConfig({ resume: run, config: 'x.json' }, byId)).toThrow(
      '--config, --preset and --out cannot be combined with --resume',
    );
    expect(() => resolveConfig({ resume: run, preset: 'ale-v5' }, byId)).toThrow('cannot be combined with --resume');
  });

  it.each<[string, object, string]>([
    [
      'parallel Q-learning',
      { algorithm: 'ddqn' },
      'its run has algorithm "pqn", got "ddqn"; a run keeps its algorithm',
    ],
    [
      'double DQN',
      { algorithm: 'pqn' },
      'its run has algorithm "ddqn", got "pqn"; a run keeps its algorithm: start an',
    ],
    [
      'double DQN',
      { game: 'catch' },
      'its run has game "bowling", got "catch"; a run keeps its game: start another run',
    ],
    ['parallel Q-learning', { replay: 'raw' }, 'command line: expected no keys of algorithm ddqn with algorithm pqn'],
  ])('of a resumed run of %s cannot have %j', (name, flags, message) => {
    const run = temporaryFolder();
    const file = shipped(name === 'double DQN' ? 'ddqn' : 'laptop');
    layOutRun(agentRun, run, loadConfig({ file, flags: { game: 'bowling' } }));
    expect(() => resolveConfig({ resume: run, ...flags }, byId)).toThrow(UsageError);
    expect(() => resolveConfig({ resume: run, ...flags }, byId)).toThrow(message);
  });

  it.each([true, false])(
    'keeps its algorithm when config.json is edited, accepted or not: %s',
    (acceptConfigChanges) => {
      const run = temporaryFolder();
      const config = loadConfig({ file: shipped('laptop') });
      layOutRun(agentRun, run, config);
      const edited: Config = { ...config, algorithm: 'ddqn' };
      writeFileSync(join(run, 'config.json'), JSON.stringify(edited));
      const message = 'its run has algorithm "pqn", got "ddqn"; a run keeps its algorithm';
      expect(() => resolveConfig({ resume: run }, byId)).toThrow(message);
      expect(() => expectSameRun(agentRun, run, edited, { acceptConfigChanges })).toThrow(message);
    },
  );

  it('can be resumed where it has other defaults of the keys of the other algorithm', () => {
    const run = temporaryFolder();
    layOutRun(agentRun, run, { ...loadConfig({ file: shipped('laptop') }), warmUpSteps: 7, nStep: 5 });
    expect(resolveConfig({ resume: run, algorithm: 'pqn', steps: 9 }, byId)).toMatchObject({ totalSteps: 9, nStep: 5 });
  });

  it('has no keys of an algorithm that a flag replaces', () => {
    expect(() => resolveConfig({ config: shipped('laptop'), algorithm: 'ddqn' }, byId)).toThrow(
      'laptop.json: expected a config with algorithm ddqn, as on the command line, got pqn; choose another file, or',
    );
    expect(() => resolveConfig({ config: shipped('ddqn'), algorithm: 'pqn' }, byId)).toThrow(
      'ddqn.json: expected no keys of algorithm ddqn with algorithm pqn, got targetPeriodSteps, replayCapacity',
    );
    expect(() => resolveConfig({ game: 'bowling', algorithm: 'pqn', replay: 'raw' }, byId)).toThrow(
      'command line: expected no keys of algorithm ddqn with algorithm pqn, got replay; leave it out, or choose another',
    );
  });
});
