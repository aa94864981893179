/** The project's words: those of the field, in American spelling. docs/glossary.md explains the project's terms. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What must not be written, and what is written instead. Matched in prose, and in the parts of camelCase names. */
const avoided: Readonly<Record<string, string>> = {
  'contestants?': 'agent under test',
  'crews?': 'worker group',
  'obey(s|ed|ing)?': 'run, execute',
  'hands?': 'worker',
  'hand(s|ed|ing)? out|shares? out|sharing out': 'assign jobs',
  'hir(e|es|ed|ing)': 'start a worker',
  'trades?': 'kind of worker',
  news: 'progress message',
  'lets? go': 'release',
  'taps?|tapp(ed|ing)': 'activation hook',
  'parameter blocks?': 'flat parameters',
  'judg(e|es|ed|ing)': 'evaluate; evaluated model',
  'slabs?': 'per-environment buffer',
  'lanes?': 'per-environment buffer',
  foreign: 'from another tool',
  'twins?': 'copy',
  'largest change': 'L∞ norm',
  'decisions?': 'agent step',
  'whoever|somebody|someone': 'name the thread, process or user',
  'dear|dearer|astray': 'expensive; wrong',
  '(go|goes|going|went) on (where|from)': 'resume, continue',
  'games a setting|1 games|1 draws': 'episodes per setting',
  'defences?|labour|colours?|coloured|behaviours?|grey|centres?|centred|licences?|favour(s|ed)?|neighbour(s|ing)?':
    'American',
  '(normal|optim|minim|maxim|initial|recogn|organ|summar|visual|parallel|quant)is(e|es|ed|er|ers|ing|ation)':
    'American: -ize',
};

/** Matches that are right, each with its reason. */
const exceptions: readonly { readonly where?: RegExp; readonly text: RegExp; readonly reason: string }[] = [
  { text: /by hand|at hand|hands? over|(left|right)-hand/, reason: 'idioms and mathematics, no person' },
  { text: /docs\/decisions|decisions?[/)]|decision (records?|\d+)/, reason: 'records of design decisions' },
  { where: /^(docs\/|README|CONTRIBUTING)/, text: /\[?decisions?\]?/, reason: 'records of design decisions' },
  { where: /^CHANGELOG/, text: /Decisions are agent steps/, reason: 'names the old word' },
  { where: /^docs\/decisions\/0003|assembly\//, text: /lanes?/, reason: 'lanes of a SIMD register' },
  { where: /^test\//, text: /"(total )?decisions?"/, reason: 'the files of an older version' },
];

const code = /\.(ts|mts|mjs|py|sh)$/;

const files = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'],
  ...listed('src', /\.ts$/),
  ...listed('docs', /\.md$/).filter((file) => !file.startsWith('docs/results/')),
  ...listed('examples', /\.(md|ts|mjs|py)$/),
  ...['assembly', 'bench', 'scripts', 'test', 'tools'].flatMap((folder) => listed(folder, code)),
  ...listed('crosscheck', code).filter((file) => !file.startsWith('crosscheck/build/')),
  ...readdirSync(join(root, 'packages')).flatMap((name) => [
    `packages/${name}/README.md`,
    ...['src', 'assembly', 'bench', 'test'].flatMap((folder) => listed(`packages/${name}/${folder}`, code)),
    ...listed(`packages/${name}/docs`, /\.md$/),
  ]),
];

function listed(folder: string, pattern: RegExp): string[] {
  try {
    const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
    return names
      .filter((name) => pattern.test(name) && !/node_modules|language\.test\.ts/.test(name))
      .map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
}

const words = new RegExp(`\\b(${Object.keys(avoided).join('|')})\\b`, 'gi');

/** Places of avoided words in a text: "file:line: word in …". */
function findings(file: string, text: string): string[] {
  return text.split('\n').flatMap((line, i) => {
    let plain = line.replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2');
    for (const { where, text: allowed } of exceptions) {
      if (!where || where.test(file)) plain = plain.replaceAll(new RegExp(allowed, 'gi'), '');
    }
    return [...plain.matchAll(words)].map(([word]) => `${file}:${i + 1}: "${word}" in ${line.trim().slice(0, 100)}`);
  });
}

describe('language', () => {
  it('finds avoided words in prose and in names', () => {
    const text = 'The judge is told.\nconst workerHand = 1;\nWritten by hand; docs/decisions; handle, optimizer';
    expect(findings('a.ts', text).map((place) => place.split(' in ')[0])).toEqual([
      'a.ts:1: "judge"',
      'a.ts:2: "Hand"',
    ]);
  });

  it('is the field’s in sources, help texts, errors and documents', () => {
    expect(files.flatMap((file) => findings(file, readText(file))).join('\n')).toBe('');
  });
});

function readText(file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    return '';
  }
}
