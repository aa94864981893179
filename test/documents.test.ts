/** What every Markdown file says about the repository is true: links lead somewhere; commands, flags, scripts and files exist. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import { createProgram } from '../src/cli/program.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
});
/** All Markdown files but generated reports, which have tests of their own. */
const documents = tracked.split('\n').filter((file) => file !== '' && existsSync(join(root, file)));
const written = documents.filter((file) => !file.startsWith('docs/results/'));

const fence = /^```.*?^```/gms;
const withoutCode = (text: string) => text.replaceAll(fence, '').replaceAll(/`[^`\n]*`/g, '');

/** The id that GitHub gives a heading. */
const slug = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

const anchors = (text: string) =>
  [...text.replaceAll(fence, '').matchAll(/^#+ (.*)$/gm)].map(([, title]) => slug(title!));

/** Links of a file that lead nowhere. */
function deadLinks(file: string): string[] {
  const targets = [...withoutCode(read(file)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
  return targets.filter((target) => {
    if (/^(https?|mailto):/.test(target)) return false;
    const [path, anchor] = target.split('#') as [string, string?];
    const goal = path === '' ? file : join(dirname(file), decodeURIComponent(path));
    if (!existsSync(join(root, goal))) return true;
    return anchor !== undefined && goal.endsWith('.md') && !anchors(read(goal)).includes(anchor);
  });
}

describe('links', () => {
  it.each(documents)('of %s lead somewhere', (file) => {
    expect(deadLinks(file)).toEqual([]);
  });
});

let program: Command;
beforeAll(async () => {
  program = await createProgram();
});

/** The calls of sap-atari in a text: words of each command line. */
function calls(text: string): string[][] {
  const joined = text.replaceAll(/\\\n\s*/g, ' ');
  const lines = joined.matchAll(/(?:^\s*|`|\$ |&& )(?:npx )?sap-atari((?: +[^\s`|>&;#…]+)*)/gm);
  return [...lines].map(([, words]) => words!.trim().split(/ +/));
}

/** What is wrong with a call: an unknown command, or options that the command does not have. */
function faults(words: readonly string[]): string[] {
  let command = program;
  const rest = [...words];
  while (command.commands.length > 0 && rest[0] && !rest[0].startsWith('-')) {
    const found = command.commands.find((each) => each.name() === rest[0]);
    if (!found) return /^[a-z][a-z0-9-]*$/.test(rest[0]) ? [`no command ${rest[0]}`] : [];
    command = found;
    rest.shift();
  }
  const known = [...program.options, ...command.options].flatMap(({ long, short }) => [long, short]);
  const flags = rest.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.replace(/=.*/, ''));
  return flags
    .filter((flag) => ![...known, '--help', '-h'].includes(flag))
    .map((flag) => `${command.name()} has no ${flag}`);
}

describe('code', () => {
  it('finds unknown commands and flags', () => {
    const found = calls(
      '    npx sap-atari trian --steps 1\nuse `sap-atari train --stesp 2`, or\n    sap-atari play \\\n  --nothing',
    );
    expect(found.flatMap(faults)).toEqual(['no command trian', 'train has no --stesp', 'play has no --nothing']);
  });

  it.each(written)('of %s calls commands with options that they have', (file) => {
    expect(calls(read(file)).flatMap(faults)).toEqual([]);
  });

  it.each(written)('of %s runs scripts that package.json has', (file) => {
    const { scripts } = JSON.parse(read('package.json'));
    const named = [...read(file).matchAll(/npm run (?:--\S+ )*([a-z][\w:-]*)/g)].map(([, name]) => name!);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it.each(written)('of %s names files that exist', (file) => {
    const folders = 'src|test|scripts|tools|bench|assembly|packages|configs|docs';
    const paths = [...read(file).matchAll(new RegExp(`\`((?:${folders})/[\\w./-]+)\``, 'g'))].map(([, path]) => path!);
    const generated = (path: string) => path.startsWith('docs/api/');
    const exists = (path: string) =>
      ['.', dirname(file), join(dirname(file), '..')].some((folder) => existsSync(join(root, folder, path)));
    expect(paths.filter((path) => !exists(path) && !generated(path))).toEqual([]);
  });
});
