/** What the command line of a bench says: sizes and choices, or in one line what is wrong. */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';

/** Sizes of a bench by name: as they are measured, and in a smoke run, which shows in seconds that the bench works. */
export type Sizes = Readonly<Record<string, readonly [standard: number, smoke: number]>>;
/** The first is the default. */
export type Choices = Readonly<Record<string, readonly [string, ...string[]]>>;

export const isSmoke = process.argv.includes('--smoke');

/**
 * The flags of a bench: `--smoke`, `--help`, a whole number from 1 for each size, and one of each of the choices. Prints
 * the help, or what is wrong with the flags, and ends the process.
 */
export function benchFlags<S extends Sizes, C extends Choices>(
  sizes: S,
  choices: C = {} as C,
): Readonly<Record<keyof S, number> & { [K in keyof C]: C[K][number] } & { smoke: boolean }> {
  const names = [...Object.keys(sizes), ...Object.keys(choices)];
  const given = parse(names);
  const size = (name: string, [standard, smoke]: Sizes[string]): number => {
    const text = given[name];
    if (text === undefined) return isSmoke ? smoke : standard;
    if (/^[1-9][0-9]{0,8}$/.test(String(text))) return Number(text);
    return refuse(`--${name}: expected a whole number from 1, got "${text}"`);
  };
  const choice = (name: string, all: Choices[string]): string => {
    const text = given[name] ?? all[0];
    return all.find((each) => each === text) ?? refuse(`--${name}: expected one of ${all.join(', ')}, got "${text}"`);
  };
  const flags = {
    ...Object.fromEntries(Object.entries(sizes).map(([name, each]) => [name, size(name, each)])),
    ...Object.fromEntries(Object.entries(choices).map(([name, each]) => [name, choice(name, each)])),
    smoke: isSmoke,
  };
  if (given.help) {
    console.log(helpOf(sizes, choices));
    process.exit(0);
  }
  return flags as never;
}

function parse(names: readonly string[]): Readonly<Record<string, string | boolean | undefined>> {
  const flag = { type: 'boolean', default: false } as const;
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  try {
    return parseArgs({ options: { ...options, smoke: flag, help: flag } }).values;
  } catch (error) {
    return refuse((error as Error).message.split('. ')[0]!);
  }
}

function refuse(problem: string): never {
  console.error(`${basename(process.argv[1]!)}: ${problem} (--help lists the flags)`);
  process.exit(2);
}

function helpOf(sizes: Sizes, choices: Choices): string {
  const rows = [
    ...Object.entries(sizes).map(([name, [standard]]) => [`--${name} <number>`, `(default: ${standard})`]),
    ...Object.entries(choices).map(([name, all]) => [`--${name} <${all.join('|')}>`, `(default: ${all[0]})`]),
    ['--smoke', 'the smallest sizes, no peer, nothing recorded'],
  ] as const;
  return rows.map(([flag, meaning]) => `  ${flag!.padEnd(40)} ${meaning}`).join('\n');
}
