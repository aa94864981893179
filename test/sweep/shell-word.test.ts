import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellWord } from '../../src/sweep/shell-word.js';

describe('shellWord', () => {
  it.each([`plain-1.2/x=3`, '', ' ', `'`, `''"`, '$HOME', '`x`', 'a;b', '*', '~', 'é', '--o=a,b', '{1,2}', '!x', '\\'])(
    'gives bash the word %j',
    (word) => {
      expect(execFileSync('bash', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' })).toBe(word);
    },
  );
});
