import { describe, expect, it } from 'vitest';
import type { Agent } from '../../../src/agent/agent-files.js';
import { bundledAgent } from '../../../src/agent/bundled-agents.js';
import { loadConfig } from '../../../src/agent/config.js';
import { agentInfo, infoLines } from '../../../src/cli/agents/agent-info.js';
import { networkAgent } from '../../../src/interop/network-agent.js';
import { toyCard } from '../../helpers/zoo-agent.js';

const sha256 = 'ab'.repeat(32);

/** One dense layer on all pixels. */
function imported(rules: object): Agent {
  const agent = networkAgent(
    {
      layers: [
        { kind: 'reshape', shape: [4 * 84 * 84] },
        { kind: 'dense', bias: true },
      ],
      arrays: [
        { name: 'w', shape: [4 * 84 * 84, 4], values: new Float32Array(4 * 84 * 84 * 4) },
        { name: 'b', shape: [4], values: new Float32Array(4) },
      ],
      inputShape: [4, 84, 84],
      outputs: 4,
    },
    { game: 'tenpins', actions: ['NOOP', 'FIRE', 'RIGHT', 'LEFT'], rules, source: 'x' },
  );
  return { ...agent, source: { file: 'net.zip', sha256, family: 'Stable-Baselines3 DQN', framework: 'sb3' } };
}

describe('what is said of an agent', () => {
  it('of this project: its network, and the rules that differ from the default', () => {
    const agent = bundledAgent('tenpins');
    const info = agentInfo(agent, undefined);
    expect(info).toMatchObject({ game: 'tenpins', steps: agent.step, source: null, card: null });
    expect(info.network).toMatchObject({ layers: null, parameters: 1_686_180 });
    expect(info.rules.changed).toEqual({
      ...{ clipRewards: [true, false], fireReset: ['never', 'always'], fireBeforeNoOps: [false, true] },
    });
    const lines = infoLines(info);
    expect(lines[0]).toBe('actions        4: NOOP, FIRE, RIGHT, LEFT');
    expect(lines).toContain(
      'rules of play  preset dqn2015; clipRewards false (default true), fireReset always (default never), fireBeforeNoOps true (default false)',
    );
    expect(lines).toContain('evaluation     5.0 % random actions');
  });

  it('imported: its layers, and where it comes from', () => {
    const info = agentInfo(imported({ preset: 'baselines', firstFramePadding: 'zeros' }), undefined);
    expect(info.network).toEqual({
      layers: ['reshape', 'dense'],
      arrays: [
        { name: 'w', shape: [28_224, 4] },
        { name: 'b', shape: [4] },
      ],
      parameters: 112_900,
    });
    expect(info.rules).toMatchObject({ preset: 'baselines', changed: { preprocessing: ['ale', 'sb3'] } });
    const lines = infoLines(info);
    expect(lines).toContain('network        imported, 2 layers (reshape, dense); 112,900 parameters in 2 arrays');
    expect(lines).toContain('               w [28224, 4]');
    expect(lines).toContain('training       elsewhere');
    expect(lines).toContain('outputs        Q-values');
    const sampled = { ...imported({}), policy: { outputs: 'logits', choice: 'sampled' } as const };
    expect(infoLines(agentInfo(sampled, undefined))).toContain('outputs        logits, sampled actions');
    expect(lines).toContain(`source         net.zip, SHA-256 ${sha256}; Stable-Baselines3 DQN; rules of sb3`);
  });

  it('of the default: that its rules are', () => {
    const agent = { ...imported({}), config: loadConfig({ flags: { game: 'tenpins' } }) };
    expect(infoLines(agentInfo(agent, undefined))).toContain('rules of play  preset dqn2015; those of the default');
  });

  it('of the zoo: its card', () => {
    expect(infoLines(agentInfo(imported({}), toyCard)).slice(-4)).toEqual([
      'frames         56,000 in all trainings',
      'score          19.5 [18.0, 20.0], mean of 30 episodes; random play −15.0 [−16.0, −14.0]',
      `ROM            catch.bin, MD5 ${'0'.repeat(32)}`,
      `weights        SHA-256 ${toyCard.weights.sha256}`,
    ]);
    const published = { random: -20.7, human: 14.6, source: 'Wang et al. 2016' };
    const card = { ...toyCard, references: { ...toyCard.references, published } };
    expect(infoLines(agentInfo(imported({}), card)).at(-3)).toMatch(/; published: random play −20.7, people 14.6$/);
  });
});
