/** Every number that a flag or a config takes has a bound with a reason: the rows come from the program and the schemas. */
import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, type Option } from 'commander';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaults, parseConfig } from '../../src/agent/config.js';
import { createProgram } from '../../src/cli/program.js';
import { UsageError } from '../../src/common/errors.js';
import { describeLimit, expectWithin, isWithin, type Limit, limits, parseNumber } from '../../src/common/limits.js';
import { parseVisionConfig, visionDefaults } from '../../src/vision/config.js';

/** What a limit refuses, as the command line would write it. */
const outside = ({ least, most, whole, above }: Limit): string[] => [
  String(above ? least : least - 1),
  String(least - 0.001),
  String(most + 1),
  '1e300',
  ...(whole ? [String(least + 0.5), `${least + 1}.25`] : []),
];
const inside = ({ least, most, above, whole }: Limit): string[] => [
  String(above ? least + (most - least) / 1000 : least),
  String(most),
  ...(whole ? [`${most}.0`] : [String((least + most) / 2)]),
];
const noNumbers = [
  '5abc',
  '',
  ' ',
  ' 5',
  '5 ',
  '0x10',
  '1_000',
  'Infinity',
  '-Infinity',
  'NaN',
  '١',
  '5,,6',
  '--5',
  'e3',
  '1e',
];

const commandsOf = (command: Command): Command[] => [command, ...command.commands.flatMap(commandsOf)];
const nameOf = (command: Command): string =>
  (command.parent ? `${nameOf(command.parent)} ${command.name()}` : '').trim();

/** Options with a value, command by command. */
const options = commandsOf(await createProgram()).flatMap((command) =>
  command.options
    .filter(({ required, optional }) => required || optional)
    .map((option) => ({ option, name: `${nameOf(command)} ${option.long}` })),
);
const limitOf = ({ parseArg }: Option): Limit | undefined => (parseArg as { limit?: Limit } | undefined)?.limit;

/** Options that hold no number (times have units: options/durations.test.ts), by the word in their brackets, or by name where that word is `list`. */
const words = [
  'address',
  'secret',
  'server',
  'attack',
  'folder',
  'file',
  'files',
  'name',
  'set',
  'kind',
  'mode',
  'agent',
  'aim',
  'when',
  'which',
  'time',
  'option',
];
const lists = ['--attacks', '--defenses', '--runs', '--checkpoints', '--games', '--figures', '--lambda'];
const isText = ({ flags, long, argChoices }: Option) =>
  argChoices !== undefined || words.includes(/<([\w-]+)(\.\.\.)?>/.exec(flags)![1]!) || lists.includes(long!);

/** Numbers in a form of their own: lists, fractions (import/reading.test.ts), and points, which have no bounds. */
const own = ['--lambda', '--input-scale', '--padding', '--expect'];

describe('numbers of the command line', () => {
  it('are all bounded: an option is text, a choice, or a number with a limit', () => {
    const unbounded = options.filter(
      ({ option }) => !isText(option) && !limitOf(option) && !own.includes(option.long!),
    );
    expect(unbounded.map(({ name }) => name)).toEqual([]);
    expect(options.filter(({ option }) => limitOf(option)).length).toBeGreaterThan(50);
  });

  const rows = options.flatMap(({ option, name }) => {
    const limit = limitOf(option);
    return limit ? [{ name, limit, parse: (text: string) => option.parseArg!(text, undefined) }] : [];
  });

  it.each(rows)('$name rejects values out of range and text that is not a number', ({ limit, parse }) => {
    for (const text of [...outside(limit), ...noNumbers]) {
      // Lists trim their parts and say so themselves where one is empty.
      if (text.trim() !== text && isWithin(limit, Number(text))) continue;
      expect(() => parse(text), text).toThrow(InvalidArgumentError);
      if (/^[^,\s]+$/.test(text))
        expect(() => parse(text), text).toThrow(`expected ${describeLimit(limit)}, got "${text}"`);
    }
  });

  it.each(rows)('$name accepts its bounds', ({ limit, parse }) => {
    for (const text of inside(limit)) expect([parse(text)].flat(), text).toEqual([Number(text)]);
  });
});

describe.each([
  ['an agent', defaults, parseConfig, limits.agent],
  ['a classifier', visionDefaults, parseVisionConfig, limits.classifier],
])('numbers of the config of %s', (_, defaultValues, parse, table) => {
  const chosen = ['actingLagUpdates', 'cropPixels']; // one of a few numbers
  const nullable = ['gameMode', 'difficulty', 'cropShiftRows', 'evaluationMaxSteps', 'evaluationMaxStallSteps'];
  const mixed = ['actions']; // a number, or names: env/rules.test.ts
  const bounded = Object.entries<Limit>(table).filter(([key]) => !mixed.includes(key));
  const keys = Object.entries(defaultValues).flatMap(([key, value]) =>
    typeof value === 'number' || nullable.includes(key) ? [key] : [],
  );

  it('are all bounded', () => {
    expect(keys.filter((key) => !chosen.includes(key)).sort()).toEqual(bounded.map(([key]) => key).sort());
    for (const key of chosen.filter((each) => keys.includes(each))) {
      for (const value of [-1, 1e300, 0.5]) expect(() => parse({ [key]: value }, 'x')).toThrow(`x: ${key}: expected`);
    }
  });

  it.each(bounded)('%s is bounded by key, bound and value', (key, limit) => {
    for (const text of outside(limit)) {
      const value = Number(text);
      expect(() => parse({ [key]: value }, 'mine.json')).toThrow(UsageError);
      const message = `mine.json: ${key}: expected ${describeLimit(limit)}, got ${value}`;
      expect(() => parse({ [key]: value }, 'mine.json')).toThrow(new UsageError(message));
    }
    for (const value of ['5', '', true, [1], {}, Number.NaN, Number.POSITIVE_INFINITY, null]) {
      if (value === null && nullable.includes(key)) continue;
      expect(() => parse({ [key]: value }, 'mine.json')).toThrow(
        `mine.json: ${key}: expected ${describeLimit(limit)}, got`,
      );
    }
    for (const text of inside(limit)) expect(parse({ [key]: Number(text) }, 'x')).toEqual({ [key]: Number(text) });
  });
});

describe('a number as text', () => {
  it.each<[string, number]>([
    ['12', 12],
    ['007', 7],
    ['-3', -3],
    ['0.5', 0.5],
    ['.5', 0.5],
    ['5.0', 5],
    ['1e6', 1e6],
    ['1E3', 1000],
    ['2.5e-4', 0.00025],
    ['-0', 0],
    ['1e400', Number.POSITIVE_INFINITY],
  ])('%j is %d', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  it.each([...noNumbers, '5.', '.', '1e5.5', '+5', '1,5', '1e+', '٣', '１', '−5', '5\n', '5\u00a0', 'ten'])(
    '%j is none',
    (text) => {
      expect(parseNumber(text)).toBeUndefined();
    },
  );

  it('is read back as JavaScript writes it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseNumber(String(value).replace('+', ''))).toBe(value + 0);
      }),
    );
  });
});

describe('expectWithin', () => {
  const limit: Limit = { least: 0, most: 2, whole: false, above: true, reason: 'a test' };
  it.each([0, -1, 2.5, Number.NaN, Number.POSITIVE_INFINITY])('rejects %d', (value) => {
    expect(() => expectWithin('key', limit, value)).toThrow(
      new RangeError(`key: expected a number above 0, at most 2 (a test), got ${value}`),
    );
  });
  it('accepts values within the limit', () => {
    expect(() => expectWithin('key', limit, 2)).not.toThrow();
  });
});

describe('docs/limits.md', () => {
  const text = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8');
  const row = (key: string, { least, most, whole, above, reason }: Limit) =>
    `| \`${key}\` | ${above ? 'above ' : ''}${least.toLocaleString('en-US')} | ${most.toLocaleString('en-US')} | ${whole ? 'whole' : 'any'} | ${reason} |`;

  it.each(Object.entries(limits))('lists every number of %s, and no other', (group, table) => {
    const section = text.split(`## \`${group}\``)[1]!.split('\n## ')[0]!;
    const rows = section.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows).toEqual(Object.entries<Limit>(table).map(([key, limit]) => row(key, limit)));
  });
});
