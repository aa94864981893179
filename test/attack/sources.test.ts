/** The sources of attacks in docs/attacks.md are those that `sap-atari attacks` prints. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { attackEntries } from '../../src/attack/parse-attack.js';

const text = readFileSync(new URL('../../docs/attacks.md', import.meta.url), 'utf8');
const rows = text.split('\n').flatMap((line) => {
  const [, name = '', source = ''] = /^\| `([a-z-]+)` \|.*\| ([^|]*) \|$/.exec(line) ?? [];
  return attackEntries().has(name) ? [[name, source] as const] : [];
});

/** `Goodfellow et al. 2015; SAP paper §2` → Goodfellow, Dhillon §2. */
const cited = (source: string) =>
  source
    .replaceAll('SAP paper', 'Dhillon')
    .split(';')
    .map((part) => [/[A-Z][a-z]+/.exec(part)?.[0], /§[\d.]+/.exec(part)?.[0]].filter(Boolean).join(' '));

it('describes every attack', () => {
  expect(rows.map(([name]) => name).sort()).toEqual([...attackEntries().keys()].sort());
});

it.each(rows)('%s: %s', (name, source) => {
  expect(cited(source)).toEqual(cited(attackEntries().get(name)!.paper!));
});
