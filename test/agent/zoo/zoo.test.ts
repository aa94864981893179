import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadAgent } from '../../../src/agent/agent-files.js';
import { readCard } from '../../../src/agent/zoo/card.js';
import { isOfZoo, requiredZooFolder, zooAgent, zooAgentFolders, zooFolder } from '../../../src/agent/zoo/zoo.js';
import { runFolder, runName } from '../../../src/cli/options/bundled.js';
import { lastScore, trainedAgent } from '../../../src/training/agent/found-runs.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { toyCard, writeZooAgent } from '../../helpers/zoo-agent.js';

/** A zoo with an agent, and a folder without one. */
const zoo = realpathSync(mkdtempSync(join(tmpdir(), 'sap-atari-zoo-')));
const folder = join(zoo, 'catch');
beforeAll(() => {
  writeZooAgent(folder);
  mkdirSync(join(zoo, 'notes'));
});
beforeEach(() => {
  vi.stubEnv('SAP_ATARI_ZOO', zoo);
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(() => rmSync(zoo, { recursive: true }));

it('the zoo is the folder of its package', () => {
  vi.stubEnv('SAP_ATARI_ZOO', '');
  expect(zooFolder()).toMatch(/zoo[/\\]agents$/);
});

describe('a zoo', () => {
  it('has the folders with an agent', () => {
    expect(zooAgentFolders()).toEqual([folder]);
    expect([folder, zoo, 'runs/catch-1'].map(isOfZoo)).toEqual([true, false, false]);
  });

  it('has agents with 16-bit weights that load as any other', () => {
    const { game, step, actions, views } = zooAgent('catch');
    expect({ game, step, actions }).toEqual({ game: 'catch', step: 14_000, actions: ['NOOP', 'RIGHT', 'LEFT'] });
    expect(views.reduce((sum, { length }) => sum + length, 0)).toBeGreaterThan(1e6);
  });

  it('refuses games without an agent', () => {
    expect(() => zooAgent('cathc')).toThrow('zooAgent: did you mean catch? expected one of catch, got "cathc"');
    const empty = temporaryFolder();
    vi.stubEnv('SAP_ATARI_ZOO', empty);
    expect(() => zooAgent('catch')).toThrow(`zooAgent: expected a folder with agents, got none in ${empty}`);
  });

  it('names its agents, for results and for --run', () => {
    expect(runName(folder).run).toBe('zoo-catch');
    expect(runFolder('zoo-catch')).toBe(folder);
    expect(() => runFolder('zoo-catsh')).toThrow('did you mean zoo-catch?');
  });

  it('that is no folder is missed only where it is needed', () => {
    vi.stubEnv('SAP_ATARI_ZOO', 'no such folder');
    expect([zooFolder(), zooAgentFolders(), isOfZoo(folder)]).toEqual([undefined, [], false]);
    expect([runFolder('bundled'), runFolder('runs/x')].map((each) => runName(each).run)).toEqual(['bundled', 'runs/x']);
    for (const need of [() => zooAgent('catch'), () => runFolder('zoo-catch'), requiredZooFolder]) {
      expect(need).toThrow(
        'SAP_ATARI_ZOO: expected a folder of agents, got "no such folder"; correct it, or unset it to use the package sap-atari-zoo',
      );
    }
  });
});

describe('a card', () => {
  it('says how long an agent was trained, and its score', () => {
    expect(trainedAgent(folder)).toMatchObject({ game: 'catch', frames: 56_000, step: 14_000 });
    expect(lastScore(folder)).toEqual({ return: 19.5, episodes: 30, of: 'evaluation' });
  });

  it('is read as it was written; other folders have none', () => {
    const weights = { ...toyCard.weights, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) };
    expect(readCard(folder)).toEqual({ format: 'sap-atari agent card 2', ...toyCard, weights });
    expect(readCard(zoo)).toBeUndefined();
  });

  it.each<[string, (folder: string) => unknown]>([
    ['loadAgent', loadAgent],
    ['zooAgent', () => zooAgent('catch')],
    ['trainedAgent', trainedAgent],
    ['lastScore', lastScore],
  ])('of other weights is refused by %s in one line that names both', (_, read) => {
    const other = temporaryFolder();
    vi.stubEnv('SAP_ATARI_ZOO', other);
    const agent = join(other, 'catch');
    cpSync(folder, agent, { recursive: true });
    const card = readFileSync(join(agent, 'card.json'), 'utf8');
    const { sha256 } = JSON.parse(card).weights;
    writeFileSync(join(agent, 'card.json'), card.replace(sha256, 'ab'.repeat(32)));
    expect(() => read(agent)).toThrow(
      `${join(agent, 'card.json')} is the card of another agent: expected the SHA-256 of the weights in model.json, "${sha256}", got "${'ab'.repeat(32)}"; restore the files of the agent, or delete the card`,
    );
    rmSync(join(agent, 'card.json'));
    expect(() => loadAgent(agent)).not.toThrow();
  });

  it.each<[string, object, string]>([
    ['of another format', { format: 'sap-atari agent 2' }, 'is no card of an agent: format: '],
    ['without a score', { score: undefined }, 'is no card of an agent: score: '],
    ['of no training', { trainings: [] }, 'is no card of an agent: trainings: '],
    ['older than this version', { format: 'sap-atari agent card 1' }, 'was written by an older version of sap-atari'],
  ])('%s is refused', (_, changes, message) => {
    const other = temporaryFolder();
    const card = { format: 'sap-atari agent card 2', ...toyCard, ...changes };
    writeFileSync(join(other, 'card.json'), JSON.stringify(card));
    expect(() => readCard(other)).toThrow(message);
  });
});
