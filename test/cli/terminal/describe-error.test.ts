import { expect, it } from 'vitest';
import { describeError } from '../../../src/cli/terminal/describe-error.js';
import { asUsage, UsageError } from '../../../src/common/errors.js';

const thrownBy = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

it.each<[string, unknown, string]>([
  ['wrong usage', new UsageError('x.json: "a\nb" is not a key'), 'x.json: "a\\nb" is not a key'],
  ['a failure', new Error('cannot write x: the disk is full'), 'cannot write x: the disk is full'],
  [
    'a check of ours',
    new RangeError('attack: expected λ of 0 or more, got -1'),
    'attack: expected λ of 0 or more, got -1',
  ],
  ['no error at all', 'text\u001b[2J', 'text\\x1b[2J'],
  [
    'a fault of ours',
    thrownBy(() => (undefined as unknown as { x: number }).x),
    "internal error (TypeError: Cannot read properties of undefined (reading 'x')): please report it with the command; --debug prints where",
  ],
  [
    'an array too long',
    thrownBy(() => new Float32Array(-1)),
    'internal error (RangeError: Invalid typed array length: -1): please report it with the command; --debug prints where',
  ],
])('%s is described in one line', (_, error, line) => {
  expect(describeError(error)).toBe(line);
});

it('a fault of ours within the parsing of what a user gave stays one', () => {
  const parse = (message: string) => () => {
    throw new RangeError(message);
  };
  expect(() => asUsage(parse('λ: expected 0 or more, got -1'))).toThrow(UsageError);
  expect(() => asUsage(parse('Invalid array length'))).toThrow(RangeError);
});
