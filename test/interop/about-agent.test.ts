/** The metadata of exported files. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Config, loadConfig } from '../../src/agent/config.js';
import { aboutAgent, exportedAgent } from '../../src/interop/about-agent.js';
import { refusal } from '../helpers/refusal.js';

const actions = ['NOOP', 'RIGHT', 'LEFT'];

it('metadata keep all rules of play and evaluations', () => {
  const rules = fc.record(
    {
      preset: fc.constantFrom('dqn2015', 'machado2018', 'baselines', 'ale-v5'),
      stickyActionProbability: fc.double({ min: 0, max: 1, noNaN: true }),
      actions: fc.constantFrom('all', 3, 'NOOP,LEFT'),
      maxEpisodeFrames: fc.integer({ min: 1, max: 1e6 }),
      firstFramePadding: fc.constantFrom('zeros', 'repeat'),
      evaluationExploration: fc.double({ min: 0, max: 1, noNaN: true }),
      evaluationMaxSteps: fc.constantFrom(null, 7),
      evaluationMaxStallSteps: fc.integer({ min: 1, max: 1e6 }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(rules, fc.option(fc.constantFrom('CleanRL', 'PFRL'), { nil: undefined }), (given, framework) => {
      const config = loadConfig({ flags: { game: 'catch', ...(given as Partial<Config>) } });
      const source = { file: 'net.pt', sha256: 'a'.repeat(64), ...(framework && { framework }) };
      const found = exportedAgent(aboutAgent({ game: 'catch', actions, config, source }), 'file')!;
      const again = loadConfig({ flags: { game: 'catch', ...found.rules, ...found.evaluation } });
      expect(again).toEqual(config);
      expect([found.framework, found.policy, found.actions]).toEqual([
        framework,
        { outputs: 'q-values', choice: 'greedy' },
        actions,
      ]);
    }),
  );
});

it('metadata of others, and those that were changed, are not followed', async () => {
  const about = aboutAgent({ game: 'catch', actions, config: loadConfig({}) });
  expect(exportedAgent({}, 'file')).toBeUndefined();
  expect(exportedAgent({ ...about, producer: 'pytorch' }, 'file')).toBeUndefined();
  const refused = (change: object) => refusal((async () => exportedAgent({ ...about, ...change }, 'file'))());
  expect(await refused({ rules: '{"stickyActionProbability": 2}' })).toMatch(/^file: rules: stickyActionProbability/);
  expect(await refused({ evaluation: '{' })).toMatch(/^file: evaluation/);
  expect(await refused({ policy: '{"outputs": "q-values", "choice": "sampled"}' })).toMatch(
    /expected a policy of outputs and choice/,
  );
});
