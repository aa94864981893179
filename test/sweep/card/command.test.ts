/** The command of a card, as a shell takes it apart, and what a card from elsewhere may have in its place. */
import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandOf, isCommandOf, resultCardName } from '../../../src/sweep/card/command.js';
import { parseSpec } from '../../../src/sweep/spec/spec.js';

const specOf = (defenses: string[]) => ({
  ...parseSpec({ name: 'a', agents: ['bundled'], evaluations: { fast: { seeds: [1] } } }, 'sweep.json').evaluations
    .fast!,
  defenses,
});

describe('names of cards', () => {
  it.each([
    ['agents/catch-1-0123abcd', 'catch-1-0123abcd'],
    ['agents/catch-1-0123abcd/best', 'catch-1-0123abcd-best'],
    ['bundled-raiders', 'bundled-raiders'],
  ])('%s: %s', (run, name) => {
    expect(resultCardName(run)).toBe(name);
  });
});

describe('the command of a card', () => {
  const run = 'agents/a-0123abcd';
  const own = commandOf(specOf(['sap100']), 'fast', run);

  it('is one, whatever the names in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ minLength: 1 }), (defense, agent) => {
        const command = commandOf(specOf([defense]), 'fast', agent);
        expect(isCommandOf(command, 'fast', agent)).toBe(true);
      }),
    );
  });

  it('gives a shell the words that were quoted', () => {
    const defense = "it's $(true) `true`; true\\";
    const command = commandOf(specOf([defense]), 'fast', run).replace('sap-atari', "printf '%s\\n'");
    expect(execFileSync('sh', ['-c', command], { encoding: 'utf8' }).split('\n')).toContain(defense);
  });

  it.each<[string, string]>([
    ['another program', own.replace('sap-atari', 'rm')],
    ['another command', own.replace('evaluate', 'train')],
    ['another agent', own.replace(run, `${run}x`)],
    ['another folder', own.replace('recomputed/fast', 'recomputed/other')],
    ['a second command', own.replace(' --attacks', '; true --attacks')],
    ['a substitution', own.replace(' --attacks', ' $(true) --attacks')],
    ['a quote that is open', own.replace(' --attacks', " ' --attacks")],
    ['two quotes with a command between', own.replace(' --attacks', " 'a'; true 'b' --attacks")],
    ['a line feed', own.replace(' --attacks', '\n--attacks')],
    ['longer than any', own.replace(' --attacks', ` ${'a'.repeat(1e5)} --attacks`)],
    ['nothing', ''],
  ])('is not %s', (_, text) => {
    expect(isCommandOf(own, 'fast', run)).toBe(true);
    expect(isCommandOf(text, 'fast', run)).toBe(false);
  });
});
