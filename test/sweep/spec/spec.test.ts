import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/common/errors.js';
import { parseSpec } from '../../../src/sweep/spec/spec.js';
import { processorMs } from '../../helpers/processor-time.js';

const least = { name: 'a', agents: ['bundled'], evaluations: { fast: { seeds: [1] } } };

describe('parseSpec', () => {
  it('fills up an evaluation with the defaults of evaluate', () => {
    expect(parseSpec(least, 's').evaluations.fast).toEqual({
      ...{ attacks: ['fgsm'], defenses: ['sap100'], lambdas: [1, 2, 4], seeds: [1], episodes: 10, seedsPerShard: 1 },
      ...{ checkpoints: ['last'], workers: 1, threads: 1, options: {} },
    });
  });

  it.each([
    [{ ...least, name: 'Two words' }, 's: name: expected a name of small letters'],
    [{ ...least, trainings: {} }, 's: "trainings" is not a key of a sweep; did you mean "training"?'],
    [{ name: 'a' }, 's: expected training, agents or both, got neither'],
    [{ name: 'a', agents: ['bundled'] }, 's: expected evaluations of the agents, got none'],
    [{ ...least, evaluations: { '../up': { seeds: [1] } } }, 's: evaluations.../up: expected a name of small letters'],
    [{ ...least, evaluations: { fast: {} } }, 's: evaluations.fast.seeds: expected a list of seeds, got nothing'],
    [
      { ...least, evaluations: { fast: { seeds: [1, 1] } } },
      's: evaluations.fast.seeds: expected each once, got 1 twice',
    ],
    [{ ...least, evaluations: { fast: { seeds: [1], lambdas: [300] } } }, 's: evaluations.fast.lambdas.0: expected'],
    [{ ...least, evaluations: { fast: { seeds: [1], attack: 'fgsm' } } }, 'did you mean "attacks"?'],
    [
      { ...least, evaluations: { fast: { seeds: [1], options: { out: '/etc' } } } },
      's: evaluations.fast.options: "out" cannot be given here',
    ],
    [
      { ...least, evaluations: { fast: { seeds: [1], options: { 'max-steps': 3 } } } },
      '"max-steps" cannot be given here',
    ],
    [
      { ...least, evaluations: { fast: { seeds: [1], options: { noFireBeforeNoops: '--out=x' } } } },
      's: evaluations.fast.options.noFireBeforeNoops: expected a value of the option, got an option',
    ],
    [
      { ...least, evaluations: { fast: { seeds: [1], options: { attackOn: ['a', '-x'] } } } },
      'options.attackOn: expected a value',
    ],
    [[], 's: expected '],
  ])('refuses %j', (data, message) => {
    expect(() => parseSpec(data, 's')).toThrow(UsageError);
    expect(() => parseSpec(data, 's')).toThrow(message);
  });

  it('reads 100,001 seeds at once', () => {
    const seeds = Array.from({ length: 100_001 }, (_, i) => i);
    const start = processorMs();
    parseSpec({ ...least, evaluations: { fast: { seeds } } }, 's');
    expect(processorMs() - start).toBeLessThan(2000);
    expect(() => parseSpec({ ...least, evaluations: { fast: { seeds: [...seeds, 7] } } }, 's')).toThrow('got 7 twice');
  });
});
