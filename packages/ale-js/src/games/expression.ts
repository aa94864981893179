/** Compiles expressions of the game table into closures. Rules run after each frame, so names are resolved only once. */
import { AleError } from '../errors.js';
import { unknownName } from '../names.js';
import type { Expression } from './game.js';

/** The memory that expressions read. */
export interface Memory {
  /** The 128 bytes of console RAM, bus addresses 0x80…0xFF. */
  readonly ram: Uint8Array;
  /** Reads a byte from the bus at a 16-bit address. */
  peek(address: number): number;
}

/** Evaluates a compiled expression: a 32-bit signed integer. */
export type Evaluate = () => number;

/** Everything that expressions can use. */
export interface Scope {
  readonly memory: Memory;
  /** Returns a function that reads a variable. @throws AleError `bad-game` for an unknown name */
  variable(name: string, where: string): Evaluate;
  /** Returns the next 32 bits of the environment's generator, unsigned. */
  random(): number;
}

type Binary = (x: Evaluate, y: Evaluate) => Evaluate;

const binary: Record<string, Binary> = {
  '-': (x, y) => () => (x() - y()) | 0,
  '*': (x, y) => () => Math.imul(x(), y()),
  '/': (x, y) => () => (x() / y()) | 0,
  '%': (x, y) => () => (x() % y()) | 0,
  '&': (x, y) => () => x() & y(),
  '>>': (x, y) => () => x() >> y(),
  '==': (x, y) => () => (x() === y() ? 1 : 0),
  '!=': (x, y) => () => (x() !== y() ? 1 : 0),
  '<': (x, y) => () => (x() < y() ? 1 : 0),
  '<=': (x, y) => () => (x() <= y() ? 1 : 0),
  '>': (x, y) => () => (x() > y() ? 1 : 0),
  '>=': (x, y) => () => (x() >= y() ? 1 : 0),
  min: (x, y) => () => Math.min(x(), y()),
  max: (x, y) => () => Math.max(x(), y()),
};

/** Operators with two or more operands. Grouping from the right evaluates in order and allows `and` and `or` to stop early. */
const variadic: Record<string, Binary> = {
  '+': (x, y) => () => (x() + y()) | 0,
  and: (x, y) => () => (x() && y() ? 1 : 0),
  or: (x, y) => () => (x() || y() ? 1 : 0),
};

const unary: Record<string, (x: Evaluate) => Evaluate> = {
  not: (x) => () => (x() ? 0 : 1),
  u8: (x) => () => x() & 0xff,
  s8: (x) => () => (x() << 24) >> 24,
};

const operators = [...[binary, variadic, unary].flatMap(Object.keys), ...['ram', 'peek', 'bcd', 'if', 'sum', 'rng']];

/**
 * Compiles an expression.
 * @param where the place in the table, for errors
 * @returns a function that evaluates the expression on the current memory and variables
 * @throws AleError `bad-game` when the expression is not valid
 */
export function compileExpression(expression: Expression, scope: Scope, where: string): Evaluate {
  if (typeof expression === 'number') {
    if (expression !== (expression | 0)) throw badExpression(where, 'a 32-bit integer', expression);
    return () => expression;
  }
  if (typeof expression === 'string') return scope.variable(expression, where);
  if (!Array.isArray(expression) || typeof expression[0] !== 'string') {
    throw badExpression(where, 'an integer, a variable or [operator, …]', expression);
  }

  const [operator, ...operands] = expression as [string, ...Expression[]];
  const at = `${where}[${operator}]`;
  const compile = (operand: Expression) => compileExpression(operand, scope, at);
  const expectOperands = (holds: boolean, expected: string) => {
    if (!holds) throw badExpression(at, expected, operands.length);
  };

  if (Object.hasOwn(unary, operator)) {
    expectOperands(operands.length === 1, 'one operand');
    return unary[operator]!(compile(operands[0]!));
  }
  if (Object.hasOwn(binary, operator)) {
    expectOperands(operands.length === 2, 'two operands');
    return binary[operator]!(compile(operands[0]!), compile(operands[1]!));
  }
  if (Object.hasOwn(variadic, operator)) {
    expectOperands(operands.length >= 2, 'two or more operands');
    const combine = variadic[operator]!;
    return operands.map(compile).reduceRight((rest, operand) => combine(operand, rest));
  }

  switch (operator) {
    case 'ram': {
      expectOperands(operands.length === 1, 'one address');
      const { ram } = scope.memory;
      const index = ramIndex(operands[0], at);
      return () => ram[index]!;
    }
    case 'peek': {
      expectOperands(operands.length === 1, 'one address');
      const { memory } = scope;
      const address = integerWithin(operands[0], 0, 0xffff, at);
      return () => memory.peek(address);
    }
    case 'bcd':
      expectOperands(operands.length >= 1, 'one or more addresses');
      return compileDecimal(
        scope.memory.ram,
        operands.map((address) => ramIndex(address, at)),
      );
    case 'if': {
      expectOperands(operands.length === 3, 'a condition and two values');
      const [condition, then, otherwise] = operands.map(compile) as [Evaluate, Evaluate, Evaluate];
      return () => (condition() ? then() : otherwise());
    }
    case 'sum': {
      expectOperands(operands.length === 3, 'two addresses and an expression');
      return compileSum(ramIndex(operands[0], at), ramIndex(operands[1], at), operands[2]!, scope, at);
    }
    case 'rng':
      expectOperands(operands.length === 0, 'no operands');
      return () => scope.random();
    default:
      throw new AleError('bad-game', `${where}: ${unknownName('operator', operator, operators)}`, {
        expected: operators,
        got: operator,
      });
  }
}

/** Binary-coded decimal: two digits in each byte, least significant byte first; nibbles above 9 count as 10…15. */
function compileDecimal(ram: Uint8Array, indexes: readonly number[]): Evaluate {
  const mostSignificantFirst = indexes.toReversed();
  return () => {
    let value = 0;
    for (const index of mostSignificantFirst) {
      const byte = ram[index]!;
      value = Math.imul(value, 100) + (byte >> 4) * 10 + (byte & 15);
    }
    return value | 0;
  };
}

/** Sums an expression over a range of RAM; in it, `byte` is the RAM byte at the current address. */
function compileSum(from: number, to: number, term: Expression, scope: Scope, at: string): Evaluate {
  const { ram } = scope.memory;
  let byte = 0;
  const readByte = () => byte;
  const evaluate = compileExpression(
    term,
    { ...scope, variable: (name, where) => (name === 'byte' ? readByte : scope.variable(name, where)) },
    at,
  );
  return () => {
    let sum = 0;
    for (let index = from; index <= to; index++) {
      byte = ram[index]!;
      sum += evaluate();
    }
    return sum | 0;
  };
}

function ramIndex(address: Expression | undefined, where: string): number {
  return integerWithin(address, 0x80, 0xff, where) & 0x7f;
}

function integerWithin(value: Expression | undefined, least: number, most: number, where: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw badExpression(where, `an address in ${least}…${most}`, value);
  }
  return value;
}

function badExpression(where: string, expected: string, got: unknown): AleError {
  return new AleError('bad-game', `${where}: expected ${expected}, got ${JSON.stringify(got)}`, { expected, got });
}
