import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/common/errors.js';
import { observationBytes } from '../../../src/env/environment.js';
import { recordStates } from '../../../src/evaluation/states/record-states.js';
import { loadStates, type States, saveStates } from '../../../src/evaluation/states/states.js';
import { sameBytes } from '../../helpers/same-bytes.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { toyAgentUnderTest } from '../../helpers/toy-players.js';

const record = (changes: Partial<Parameters<typeof recordStates>[0]> = {}) =>
  recordStates({ agentUnderTest: toyAgentUnderTest(), count: 7, periodSteps: 6, seed: 3, ...changes });

let states: States;
beforeAll(async () => {
  states = (await record())!;
});

const observation = (of: States, i: number) =>
  of.observations.subarray(i * observationBytes, (i + 1) * observationBytes);

describe('recorded states', () => {
  it('are as many as asked for, with the plain network’s values of each', () => {
    expect(states).toMatchObject({ game: 'toy', count: 7, periodSteps: 6, actions: ['NOOP', 'LEFT', 'RIGHT'] });
    expect(states.observations.length).toBe(7 * observationBytes);
    expect(states.q.map((values) => values.length)).toEqual(new Array(7).fill(3));
    // whole games of 20 steps
    expect(states.stepsPerEpisode).toBe(20);
  });

  it('are every n-th observation of the same games, whatever n', async () => {
    const all = (await record({ count: 42, periodSteps: 1 }))!;
    for (let i = 0; i < 7; i++) expect(sameBytes(observation(states, i), observation(all, (i + 1) * 6 - 1))).toBe(true);
  });

  it('depend on the seed alone', async () => {
    const [again, other] = [(await record())!, (await record({ seed: 4 }))!];
    expect(again.q).toEqual(states.q);
    expect(sameBytes(again.observations, states.observations)).toBe(true);
    expect(sameBytes(other.observations, states.observations)).toBe(false);
  });

  it('are those of an actor’s sampled actions, where its policy samples them', async () => {
    const actor = (choice: 'greedy' | 'sampled') => {
      const own = toyAgentUnderTest();
      return { ...own, agent: { ...own.agent, policy: { outputs: 'logits', choice } as const } };
    };
    const [greedy, sampled, again] = await Promise.all(
      (['greedy', 'sampled', 'sampled'] as const).map((choice) => record({ agentUnderTest: actor(choice) })),
    );
    expect(sameBytes(greedy!.observations, states.observations)).toBe(true);
    expect(sameBytes(sampled!.observations, states.observations)).toBe(false);
    expect(sameBytes(again!.observations, sampled!.observations)).toBe(true);
  });

  it('come back from their files as they were', () => {
    const folder = temporaryFolder();
    saveStates(folder, states);
    const { sha256, observations, ...loaded } = loadStates(folder);
    const { observations: expected, ...described } = states;
    expect(loaded).toEqual(described);
    expect(sameBytes(observations, expected)).toBe(true);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('stop when told to', async () => {
    expect(await record({ signal: AbortSignal.abort() })).toBeUndefined();
  });

  it.each<[string, (folder: string) => void, RegExp]>([
    ['no folder of states', () => {}, /holds no states: expected states.json/],
    [
      'states that are cut short',
      (folder) => {
        saveStates(folder, states);
        writeFileSync(join(folder, 'states.bin.gz'), readFileSync(join(folder, 'states.bin.gz')).subarray(0, 40));
      },
      /states.bin.gz does not match its states.json: expected \d+ bytes when unpacked, got a damaged file/,
    ],
    [
      'pixels of other states',
      (folder) => {
        saveStates(folder, { ...states, observations: states.observations.map((byte) => byte ^ 1) });
        const pixels = readFileSync(join(folder, 'states.bin.gz'));
        saveStates(folder, states);
        writeFileSync(join(folder, 'states.bin.gz'), pixels);
      },
      /the states.bin.gz that states.json describes/,
    ],
    [
      'a file of another format',
      (folder) => writeFileSync(join(folder, 'states.json'), '[]'),
      /expected states.bin.gz/,
    ],
  ])('refuse %s in one line', (_, spoil, message) => {
    const folder = temporaryFolder();
    spoil(folder);
    expect(() => loadStates(folder)).toThrow(UsageError);
    expect(() => loadStates(folder)).toThrow(message);
  });
});
