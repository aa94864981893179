import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileExpression, type Scope } from '../../src/games/expression.js';
import type { Expression } from '../../src/games/game.js';

const ram = Uint8Array.from({ length: 128 }, (_, i) => i);
ram.set([0x12, 0x34, 0x9a, 0xff]);
const variables: Record<string, number> = { seven: 7, minus: -3 };
const scope: Scope = {
  memory: { ram, peek: (address) => address & 0xff },
  random: () => 0xfedcba98,
  variable(name, where) {
    if (!(name in variables)) throw new Error(`${where}: unknown ${name}`);
    return () => variables[name]!;
  },
};
const evaluate = (expression: Expression) => compileExpression(expression, scope, 'test')();

describe('every form of the language', () => {
  const rows: [Expression, number][] = [
    [5, 5],
    ['seven', 7],
    [['ram', 0x80], 0x12],
    [['ram', 0xff], 127],
    [['peek', 0xf0b4], 0xb4],
    [['bcd', 0x80], 12],
    [['bcd', 0x81, 0x80], 1234],
    [['bcd', 0x82], 100],
    [['+', 1, 2, 3], 6],
    [['-', 1, 2], -1],
    [['*', -4, 5], -20],
    [['/', -7, 2], -3],
    [['/', 1, 0], 0],
    [['%', -7, 2], -1],
    [['&', 0x3c, 0x17], 0x14],
    [['>>', 0x90, 4], 9],
    [['==', 2, 2], 1],
    [['!=', 2, 2], 0],
    [['<', 1, 2], 1],
    [['<=', 2, 2], 1],
    [['>', 1, 2], 0],
    [['>=', 1, 2], 0],
    [['and', 1, 5, 9], 1],
    [['and', 1, 0, ['ram', 0x80]], 0],
    [['or', 0, 0, 4], 1],
    [['or', 0, 0], 0],
    [['not', 0], 1],
    [['not', 3], 0],
    [['if', 'seven', 1, 2], 1],
    [['if', 0, 1, 2], 2],
    [['min', 'minus', 2], -3],
    [['max', 'minus', 2], 2],
    [['u8', -1], 255],
    [['s8', 200], -56],
    [['sum', 0x84, 0x87, 'byte'], 4 + 5 + 6 + 7],
    [['sum', 0x84, 0x87, ['==', 'byte', ['ram', 0x85]]], 1],
    [['%', ['rng'], 256], 0x98],
  ];
  test.each(rows.map(([expression, value]) => [JSON.stringify(expression), expression, value] as const))(
    '%s',
    (_text, expression, value) => expect(evaluate(expression)).toBe(value),
  );
});

test('`and` and `or` stop early', () => {
  let draws = 0;
  const counting: Scope = { ...scope, random: () => ++draws };
  compileExpression(['and', 0, ['rng']], counting, 'test')();
  compileExpression(['or', 1, ['rng']], counting, 'test')();
  expect(draws).toBe(0);
});

test('expressions read the memory at the time of evaluation', () => {
  const memory = { ram: new Uint8Array(128), peek: () => 0 };
  const read = compileExpression(['ram', 0x90], { ...scope, memory }, 'test');
  memory.ram[0x10] = 9;
  expect(read()).toBe(9);
});

test('a decimal number is read digit by digit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999999 }), (value) => {
      const digits = String(value).padStart(6, '0');
      const bytes = [0, 2, 4].map((i) => Number.parseInt(digits.slice(i, i + 2), 16));
      const memory = { ram: new Uint8Array(128), peek: () => 0 };
      memory.ram.set(bytes);
      expect(compileExpression(['bcd', 0x82, 0x81, 0x80], { ...scope, memory }, 'test')()).toBe(value);
    }),
  );
});

test.each([
  [['ram', 12], 'test[ram]: expected an address in 128…255, got 12'],
  [['ram', 128, 129], 'test[ram]: expected one address, got 2'],
  [['+', 1], 'test[+]: expected two or more operands, got 1'],
  [['-', 1, 2, 3], 'test[-]: expected two operands, got 3'],
  [['xor', 1, 2], 'test: unknown operator "xor"; did you mean "or"? expected one of -, *'],
  [['not', ['peek', 70000]], 'test[not][peek]: expected an address in 0…65535, got 70000'],
  [1.5, 'test: expected a 32-bit integer, got 1.5'],
  [null, 'test: expected an integer, a variable or [operator, …], got null'],
  [[], 'test: expected an integer, a variable or [operator, …], got []'],
])('%j is refused', (expression, message) => {
  expect(() => evaluate(expression as Expression)).toThrow(message);
});
