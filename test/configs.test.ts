import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Config, configKeys, defaults, loadConfig } from '../src/agent/config.js';
import { UsageError } from '../src/common/errors.js';
import { openLibrary } from '../src/env/library.js';
import { type PresetName, presets } from '../src/env/presets.js';
import { type Rules, ruleKeys } from '../src/env/rules.js';
import { table1Lambdas } from '../src/studies/table1.js';
import { type TrainingOfSpec, trainingsOf } from '../src/sweep/plan/plan-sweep.js';
import { readSpec } from '../src/sweep/spec/spec.js';
import { loadVisionConfig, visionConfigKeys, visionDefaults } from '../src/vision/config.js';
import { temporaryFolder } from './helpers/temporary-folder.js';

const folder = new URL('../configs/', import.meta.url).pathname;
const all = readdirSync(folder).filter((name) => name.endsWith('.json'));
/** Those of classifiers begin so; all others are of agents. */
const visionFiles = all.filter((name) => name.startsWith('vision-'));
const files = all.filter((name) => !visionFiles.includes(name));

describe('configs/', () => {
  it.each(files)('%s loads', (name) => {
    const given = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const rules = given.preset === undefined ? {} : presets[given.preset as PresetName];
    expect(loadConfig({ file: join(folder, name) })).toEqual({ ...defaults, ...rules, ...given });
  });

  it.each(['paper.json', 'laptop.json', 'ddqn.json', 'ddqn-adam.json'])(
    '%s names no rule besides its preset, so that --preset has its whole effect',
    (name) => {
      const given = Object.keys(JSON.parse(readFileSync(join(folder, name), 'utf8')));
      expect(given.filter((key) => ruleKeys.includes(key as keyof Rules))).toEqual([]);
    },
  );

  it.each(visionFiles)('%s loads', (name) => {
    const given = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    expect(loadVisionConfig({ file: join(folder, name) })).toEqual({ ...visionDefaults, ...given });
  });

  it.each([
    ['vision-paper.json', { schedule: 'dense', epochs: 150 }],
    [
      'vision-paper-adversarial.json',
      { schedule: 'adversarial', epochs: 100, adversarialShare: 0.2, adversarialLambda: 2 },
    ],
    ['vision-paper-dropout.json', { schedule: 'dropout', epochs: 250 }],
  ] as const)('%s has the figures of the paper', (name, own) => {
    const common = { batchImages: 512, learningRate: 0.5, momentum: 0.9, weightDecay: 1e-4, cropPixels: 28 };
    expect(loadVisionConfig({ file: join(folder, name) })).toMatchObject({ data: 'cifar10', ...common, ...own });
  });

  it('paper.json has the figures of the paper', () => {
    const figures: Partial<Config> = {
      totalSteps: 100_000_000,
      batchTransitions: 32,
      discount: 0.99,
      learningRate: 2.5e-4,
      rmspropDecay: 0.95,
      learnPeriodSteps: 4,
      targetPeriodSteps: 10_000,
      replayCapacityTransitions: 1_000_000,
      explorationStart: 1,
      explorationEnd: 0.1,
      explorationAnnealSteps: 1_000_000,
    };
    expect(loadConfig({ file: join(folder, 'paper.json') })).toMatchObject(figures);
  });

  it('machado.json plays by the rules of Machado et al. 2018', () => {
    const rules: Partial<Config> = {
      ...{ stickyActionProbability: 0.25, fullActionSet: true, lifeLossEndsEpisode: false, maxNoOpStartFrames: 0 },
      ...{ maxEpisodeFrames: 18_000, fireReset: 'never' },
    };
    const config = loadConfig({ file: join(folder, 'machado.json') });
    expect(config).toMatchObject(rules);
    expect(config.totalSteps * config.frameSkipFrames).toBe(200_000_000);
  });

  it.each(readdirSync(join(folder, 'sweeps')))('sweeps/%s is a grid whose configs load', async (name) => {
    const path = join(folder, 'sweeps', name);
    const { training } = readSpec(path);
    const trainings = training ? trainingsOf(training, path, await openLibrary()) : [];
    expect(trainings).toHaveLength(training!.games.length * training!.seeds.length);
  });

  it('table1.json has the games and λ of the paper, and trains as laptop.json says', async () => {
    const path = join(folder, 'sweeps', 'table1.json');
    const { training, evaluations } = readSpec(path);
    const library = await openLibrary();
    expect(training!.games.map((game) => library.named(game).id)).toEqual([
      ...['assault', 'asterix', 'bank_heist', 'battle_zone', 'beam_rider', 'bowling'],
    ]);
    expect([0, ...evaluations.table1!.lambdas]).toEqual(table1Lambdas);
    const [{ config }] = trainingsOf(training!, path, library) as [TrainingOfSpec];
    const laptop = loadConfig({ file: join(folder, 'laptop.json'), flags: { game: 'assault' } });
    expect(config).toEqual(laptop);
  });

  it('every key says what it means', () => {
    for (const keys of [configKeys, visionConfigKeys]) {
      expect(Object.values(keys).every((text) => text.length > 0)).toBe(true);
    }
  });
});

describe('loadConfig', () => {
  const written = (text: string) => {
    const file = join(temporaryFolder(), 'mine.json');
    writeFileSync(file, text);
    return file;
  };

  it('lets flags win over the file, and the file over the defaults', () => {
    const file = written('{ "seed": 5, "discount": 0.9 }');
    const config = loadConfig({ file, flags: { seed: 7, threads: undefined } });
    expect(config).toEqual({ ...defaults, seed: 7, discount: 0.9 });
  });

  it('takes rules from the preset, but those that the file or a flag gives', () => {
    const file = written('{ "preset": "machado2018", "lifeLossEndsEpisode": true, "frameSkipFrames": 3 }');
    const config = loadConfig({ file, flags: { frameSkipFrames: 2 } });
    const given = { preset: 'machado2018', lifeLossEndsEpisode: true, frameSkipFrames: 2 };
    expect(config).toEqual({ ...defaults, ...presets.machado2018, ...given });
  });

  it('starts from the defaults of the algorithm, with those of the preset', () => {
    const file = written('{ "preset": "machado2018", "loss": "huber" }');
    expect(loadConfig({ file, flags: { algorithm: 'pqn' } })).toMatchObject({
      ...presets.machado2018,
      ...{ algorithm: 'pqn', environments: 32, normalization: 'layer', optimizer: 'radam', loss: 'huber' },
    });
  });

  it('lets a preset that is a flag win over that of the file', () => {
    const file = written('{ "preset": "machado2018" }');
    expect(loadConfig({ file, flags: { preset: 'ale-v5' } })).toEqual({
      ...defaults,
      ...presets['ale-v5'],
      preset: 'ale-v5',
    });
  });

  it('drops what a preset says about FIRE after a lost life where no FIRE is wanted', () => {
    const config = loadConfig({ file: written('{ "preset": "baselines", "fireReset": "never" }') });
    expect(config).toMatchObject({
      ...{ fireReset: 'never', fireAfterLifeLoss: false, actionTwoAfterFire: false },
    });
  });

  it.each([
    ['{ "learningrate": 1 }', 'mine.json: "learningrate" is not a key of a config; did you mean "learningRate"?'],
    ['{ "targetPeriod": 1 }', 'did you mean "targetPeriodSteps"?'],
    ['{ "steps": 1 }', 'did you mean "totalSteps"?'],
    ['{ "discount": 1.5 }', 'mine.json: discount: expected a number from 0 to 1 (a share), got 1.5'],
    [
      '{ "seed": "1" }',
      'mine.json: seed: expected a whole number from 0 to 4294967295 (generators take 32 bits), got "1"',
    ],
    [
      '{ "seed": 1.5 }',
      'mine.json: seed: expected a whole number from 0 to 4294967295 (generators take 32 bits), got 1.5',
    ],
    [
      '{ "batchTransitions": 0 }',
      'batchTransitions: expected a whole number from 1 to 16384 (two batches of 56 KB a transition lie beside the networks in 4 GiB), got 0',
    ],
    ['{ "threads": 100000 }', 'threads: expected a whole number from 0 to 256 (more than'],
    ['{ "hiddenLayers": 1000000 }', 'hiddenLayers: expected a whole number from 1 to 64 (deeper'],
    ['{ "replayCapacityTransitions": 9007199254740991 }', 'from 1 to 100000000 (a hundred times the paper’s'],
    ['{ "preset": "easy" }', 'preset: expected one of dqn2015, machado2018, ale-v5, baselines, sa-dqn, got "easy"'],
    [
      '{ "mode": "paper" }',
      'mine.json: "mode" is a key of an earlier version; expected "preset": "dqn2015" or "machado2018"',
    ],
    [
      '{ "fireOnReset": true }',
      '"fireOnReset" is a key of an earlier version; expected "fireReset": "never", "auto" or "always" in its place',
    ],
    [
      '{ "gameMode": "easy" }',
      'mine.json: gameMode: expected a whole number from 0 to 255 (modes are bytes), got "easy"',
    ],
    [
      '{ "fireAfterLifeLoss": true }',
      'fireAfterLifeLoss: expected false where fireReset is "never" (no FIRE is pressed), got true; set fireReset to',
    ],
    ['{ "fireBeforeNoOps": true }', 'fireBeforeNoOps: expected false where fireReset is "never"'],
    ['{ "cropShiftRows": 10 }', 'cropShiftRows: expected null where preprocessing is "ale", got 10'],
    [
      '{ "resetAfterLifeLoss": true, "lifeLossEndsEpisode": false }',
      'resetAfterLifeLoss: expected false where lifeLossEndsEpisode is false in a training',
    ],
    ['{ "clipRewards": 1 }', 'clipRewards: expected true or false, got 1'],
    [
      '{ "learningRate": null }',
      'learningRate: expected a number above 0, at most 100 (an update divides by the size of the gradient), got null',
    ],
    ['[1]', 'mine.json: expected a JSON object of config keys, got [1]'],
    ['{ "seed": }', 'mine.json: expected JSON, got a syntax error'],
    [
      '{ "seed": 1, // one\n}',
      'mine.json: expected JSON, got a comment, which JSON does not have, at line 1, column 14',
    ],
    ['{ "learningRate": 1e999 }', 'mine.json: "learningRate": expected a number below 1.8e308, got a larger one'],
    [
      '{ "replayCapacityTransitions": 7 }',
      'replayCapacityTransitions: expected at least 8 for 1 environments and nStep 1, got 7',
    ],
    [
      '{ "replayCapacityTransitions": 19, "environments": 2, "nStep": 3 }',
      'replayCapacityTransitions: expected at least 20 for 2 environments and nStep 3, got 19',
    ],
    [
      '{ "warmUpSteps": 7, "environments": 4, "nStep": 3 }',
      'warmUpSteps: expected at least 8 for 4 environments and nStep 3, got 7',
    ],
    ['{ "actingLagUpdates": 2 }', 'mine.json: actingLagUpdates: expected 0 or 1, got 2'],
    ['{ "gradientSlices": 3 }', 'gradientSlices: expected a divisor of batchTransitions (32), got 3'],
    ['{ "algorithm": "pqn", "gradientSlices": 3 }', 'gradientSlices: expected a divisor of environments (32), got 3'],
    [
      '{ "algorithm": "pqn", "rolloutSteps": 5, "minibatches": 3 }',
      'minibatches: expected a divisor of 160 (environments · rolloutSteps / gradientSlices), got 3',
    ],
    [
      '{ "algorithm": "pqn", "nStep": 3, "warmUpSteps": 50000 }',
      'mine.json: expected no keys of algorithm ddqn with algorithm pqn, got nStep; leave it out, or choose another algorithm',
    ],
    [
      '{ "maxGradientNorm": 10, "epochs": 2 }',
      'expected no keys of algorithm pqn with algorithm ddqn, got epochs, max',
    ],
    ['{ "algorithm": "ddqn", "epochs": 3 }', 'mine.json: expected no keys of algorithm pqn with algorithm ddqn, got e'],
    ['{ "adamEpsilon": 1 }', 'mine.json: expected no keys of optimizer adam or radam with optimizer rmsprop, got adam'],
    [
      '{ "algorithm": "pqn", "rmspropDecay": 0.9 }',
      'expected no keys of optimizer rmsprop with optimizer radam, got rmspropDecay; leave it out, or choose another opt',
    ],
    ['{ "algorithm": "ppo" }', 'algorithm: expected one of ddqn, pqn, got "ppo"'],
    ['{ "explorationStart": 0 }', 'explorationEnd: expected at most explorationStart (0), got 0.1'],
  ])('refuses %s in one line', (text, message) => {
    const load = () => loadConfig({ file: written(text) });
    expect(load).toThrow(UsageError);
    expect(load).toThrow(message);
    expect(load).not.toThrow('\n');
  });

  it.each<[string, string, Record<string, unknown>, string]>([
    [
      'a flag of the other algorithm, also with its default value',
      '{ "algorithm": "pqn" }',
      { replay: 'compressed' },
      'command line: expected no keys of algorithm ddqn with algorithm pqn, got replay; leave it out, or',
    ],
    [
      'a file for the other algorithm',
      '{ "seed": 1, "batchTransitions": 32, "warmUpSteps": 9 }',
      { algorithm: 'pqn' },
      'mine.json: expected no keys of algorithm ddqn with algorithm pqn, got batchTransitions, warmUpSteps; leave them',
    ],
    [
      'a file that states the other algorithm',
      '{ "algorithm": "pqn", "seed": 1 }',
      { algorithm: 'ddqn' },
      'mine.json: expected a config with algorithm ddqn, as on the command line, got pqn; choose another file, or leave',
    ],
  ])('refuses %s', (_, text, flags, message) => {
    expect(() => loadConfig({ file: written(text), flags })).toThrow(UsageError);
    expect(() => loadConfig({ file: written(text), flags })).toThrow(message);
  });

  it.each<[string, Partial<Config>]>([
    ['double DQN', {}],
    ['double DQN with Adam', { optimizer: 'adam', adamEpsilon: 0.1, nStep: 3 }],
    ['parallel Q-learning', { algorithm: 'pqn', epochs: 3, maxGradientNorm: 1 }],
  ])('reads the config of a run, which has all keys: %s', (_, flags) => {
    const config = loadConfig({ flags });
    const file = written(JSON.stringify(config));
    expect(loadConfig({ file, flags: { algorithm: config.algorithm } })).toEqual(config);
    const earlier = { ...config, [config.algorithm === 'pqn' ? 'warmUpSteps' : 'epochs']: 7 };
    const ofRun = { file: written(JSON.stringify(earlier)), ofRun: true };
    expect(loadConfig(ofRun)).toEqual(earlier); // other defaults in an earlier version
    expect(() => loadConfig({ ...ofRun, ofRun: false })).toThrow(/got (warmUpSteps|epochs); leave it out/);
  });

  it('reads a file with a byte-order mark', () => {
    expect(loadConfig({ file: written('\ufeff{ "seed": 7 }') }).seed).toBe(7);
  });

  it('names the command line where a flag is wrong, and a file that is not there', () => {
    expect(() => loadConfig({ flags: { threads: -1 } })).toThrow(
      'command line: threads: expected a whole number from 0',
    );
    expect(() => loadConfig({ file: '/nowhere/x.json' })).toThrow(
      'cannot read /nowhere/x.json: no such file or folder; check the path',
    );
  });
});
