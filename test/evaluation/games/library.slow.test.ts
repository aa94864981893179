/** `evaluate` as users of the library call it. */
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  bundledAgent,
  cleanLabels,
  createAttack,
  defense,
  type EvaluateOptions,
  evaluate,
  pixelLambda,
  randomSign,
  sap,
} from '../../../src/index.js';
import { refusal } from '../../helpers/refusal.js';
import { toyAgentUnderTest } from '../../helpers/toy-players.js';

/** Short episodes with few Monte Carlo samples. */
const short: Pick<EvaluateOptions, 'lambdas' | 'episodes' | 'maxSteps' | 'outputSamples'> = {
  ...{ lambdas: [1, 2], episodes: 2, maxSteps: 3, outputSamples: 2 },
};
const settingsOf = ({ rows }: Awaited<ReturnType<typeof evaluate>>) =>
  rows.map(({ run, attack, gradientSamples, lambda, agent }) =>
    [run, attack, gradientSamples, lambda, agent].join(' '),
  );

describe('evaluate', () => {
  it('takes a bundled agent with names of attacks and defenses', async () => {
    const evaluation = await evaluate({
      ...{ ...short, agent: bundledAgent('catch'), attacks: ['fgsm'], defenses: ['sap100'], gradientSamples: 2 },
    });
    expect(settingsOf(evaluation)).toEqual(
      ['catch   0', 'catch fgsm 2 1', 'catch fgsm 2 2'].flatMap((at) => [`${at} plain`, `${at} sap100`]),
    );
    expect(evaluation.rows.map(({ episodes }) => episodes)).toEqual(new Array(6).fill(2));
    expect(evaluation.checks.length).toBeGreaterThan(0);
  });

  it('takes the folder of a run, and gives the same results for objects as for names', async () => {
    const folder = new URL('../../../assets/catch', import.meta.url).pathname;
    const byName = await evaluate({ ...short, agent: folder, attacks: ['random'], defenses: ['sap50'] });
    const objects = { attacks: [randomSign()], defenses: [sap({ percent: 50 })] };
    const byObject = await evaluate({ ...short, agent: bundledAgent('catch'), ...objects });
    expect(byName.rows[0]!.run).toBe(folder);
    const withoutRun = ({ episodes }: typeof byName) => episodes.map((episode) => ({ ...episode, run: '' }));
    expect(withoutRun(byObject)).toEqual(withoutRun(byName));
  });

  it('takes an attack, a defense and an environment of your own', async () => {
    const brighter = createAttack(
      { label: 'brighter' },
      {
        prepare: (task) => ({ labels: cleanLabels(task) }),
        start: (task, _, { lambda }) => ({ x: tf.add(task.inputs, pixelLambda(task, lambda)) }),
      },
    );
    const blind = defense('blind', (model) => ({
      ...model,
      forward: (pixels, key, samples) => model.forward(tf.zerosLike(pixels), key, samples),
    }));
    const agent = toyAgentUnderTest({ run: 'mine' });
    const players = { agent, attacks: [brighter], defenses: [blind] };
    const evaluation = await evaluate({ ...players, lambdas: [0, 64], episodes: 1, outputSamples: 1 });
    expect(settingsOf(evaluation)).toEqual([
      ...['mine   0 plain', 'mine   0 blind', 'mine brighter  64 plain', 'mine brighter  64 blind'],
    ]);
    expect(evaluation.rows.map(({ linfNorm }) => linfNorm)).toEqual([null, null, 64, 64]);
  });

  it('names what is wrong', async () => {
    expect(await refusal(evaluate({ agent: bundledAgent('catch'), attacks: ['fgms'] }))).toMatch(
      /^attack: did you mean fgsm\? .* got "fgms"; attacks of your own need --plugin, or registerAttack$/,
    );
    expect(await refusal(evaluate({ agent: 'runs/none' }))).toMatch(/^runs\/none holds no agent/);
    const agent = bundledAgent('catch');
    expect(await refusal(evaluate({ agent, defenses: 'sap100' as never }))).toBe(
      'evaluate: defenses: expected an array, got "sap100"',
    );
    expect(await refusal(evaluate({ agent, lambdas: 1 as never }))).toBe('evaluate: lambdas: expected an array, got 1');
    expect(() => bundledAgent('pong' as never)).toThrow('expected one of catch, raiders, tenpins, got "pong"');
  });
});
