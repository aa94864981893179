import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadAgent } from '../src/agent/agent-files.js';
import { loadConfig } from '../src/agent/config.js';
import { bundledAgents, runFolder, runName } from '../src/cli/bundled.js';

const assets = new URL('../assets', import.meta.url).pathname;
const configs = new URL('../configs', import.meta.url).pathname;
const configOf = (game: string) =>
  readdirSync(configs)
    .map((name) => join(configs, name))
    .find((file) => JSON.parse(readFileSync(file, 'utf8')).game === game)!;

describe('agents that come along', () => {
  it.each(bundledAgents())('%s was trained as the config of its game says', (folder) => {
    const { game, config, decision } = loadAgent(folder);
    expect(folder).toBe(join(assets, game));
    expect(config).toEqual(loadConfig({ file: configOf(game), flags: { seed: 1 } }));
    expect(decision).toBe(config.totalDecisions);
  });

  it.each(bundledAgents())('%s is found by the name that results give it', (folder) => {
    expect(runFolder(runName(folder).run)).toBe(folder);
  });

  it('any other name is a folder', () => {
    expect(runFolder('runs/catch-1')).toBe('runs/catch-1');
  });

  it('are small enough to be cloned', () => {
    const sizes = readdirSync(assets, { recursive: true, encoding: 'utf8' }).map((name) =>
      statSync(join(assets, name)),
    );
    const bytes = sizes.filter((it) => it.isFile()).reduce((sum, { size }) => sum + size, 0);
    expect(bytes).toBeLessThan(25e6);
  });
});
