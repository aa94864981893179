import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadAgent } from '../src/agent/agent-files.js';
import { bundledAgentFolders } from '../src/agent/bundled-agents.js';
import { loadConfig } from '../src/agent/config.js';
import {
  bundledClassifier,
  bundledClassifiers,
  classifierFolder,
  runFolder,
  runName,
} from '../src/cli/options/bundled.js';
import { roles } from '../src/studies/figure/figure.js';
import { loadClassifier } from '../src/vision/classifier-files.js';
import { loadVisionConfig } from '../src/vision/config.js';

const assets = new URL('../assets', import.meta.url).pathname;
const configs = new URL('../configs', import.meta.url).pathname;
const configFile = (name: string) => join(configs, `${name}.json`);
const configOf = (game: string) =>
  readdirSync(configs)
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(configs, name))
    .find((file) => JSON.parse(readFileSync(file, 'utf8')).game === game)!;

describe('agents that come along', () => {
  it.each(bundledAgentFolders())('%s was trained as the config of its game says', (folder) => {
    const { game, config, step } = loadAgent(folder);
    expect(folder).toBe(join(assets, game));
    expect(config).toEqual(loadConfig({ file: configOf(game), flags: { seed: 1 } }));
    expect(step).toBe(config.totalSteps);
  });

  it.each(bundledAgentFolders())('%s is found by the name that results give it', (folder) => {
    expect(runFolder(runName(folder).run)).toBe(folder);
  });

  it('any other name is a folder', () => {
    expect(runFolder('runs/catch-1')).toBe('runs/catch-1');
  });

  it('are small enough to be cloned, with the classifiers', () => {
    const sizes = readdirSync(assets, { recursive: true, encoding: 'utf8' }).map((name) =>
      statSync(join(assets, name)),
    );
    const bytes = sizes.filter((it) => it.isFile()).reduce((sum, { size }) => sum + size, 0);
    expect(bytes).toBeLessThan(25e6);
  });
});

describe('classifiers that come along', () => {
  const configs = { dense: 'vision-embedded', adv: 'vision-embedded-adversarial', dropout: 'vision-embedded-dropout' };

  it.each(roles)('%s was trained as its config says, and is found by the name that results give it', (role) => {
    const folder = bundledClassifiers()[role]!;
    const { config, step } = loadClassifier(folder);
    expect(config).toEqual(loadVisionConfig({ file: configFile(configs[role]) }));
    expect(step).toBe(config.epochs * Math.floor(50_000 / config.batchImages));
    expect(runName(folder).run).toBe(`bundled-${role}`);
    expect(classifierFolder(`bundled-${role}`)).toBe(folder);
  });

  it('are begun with by the dense one', () => {
    expect(bundledClassifiers().dense).toBe(bundledClassifier);
  });
});
