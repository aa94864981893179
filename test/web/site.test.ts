/** Where the links of documents lead on the site, and what its sidebar has. */
import { describe, expect, it } from 'vitest';
import { headingId, pageOf, type Repository, siteLink, sourcePage } from '../../tools/site/links.js';
import { sidebarOf } from '../../tools/site/sidebar.js';

const files = ['README.md', 'docs/index.md', 'docs/live.md', 'docs/notes/README.md', 'docs/notes/0001-a.md'];
const others = ['LICENSE', 'examples/README.md', 'examples/own-attack.mjs', 'examples/own-game/play.mjs'];
const all = [...files, ...others];
const repository: Repository = {
  isFile: (path) => all.includes(path),
  isFolder: (path) => all.some((file) => file.startsWith(`${path}/`)),
};

describe('a link', () => {
  it.each([
    ['live.md', 'docs/index.md', '/docs/live.html'],
    ['live.md#speed', 'docs/index.md', '/docs/live.html#speed'],
    ['../live.md', 'docs/notes/0001-a.md', '/docs/live.html'],
    ['docs/index.md', 'README.md', '/docs/'],
    ['index.md#x', 'docs/live.md', '/docs/#x'],
    ['../README.md', 'docs/live.md', '/'],
    ['notes', 'docs/index.md', '/docs/notes/'],
    ['notes/', 'docs/index.md', '/docs/notes/'],
    ['notes/README.md', 'docs/index.md', '/docs/notes/'],
    ['../examples', 'docs/live.md', '/examples/'],
    ['../examples/own-attack.mjs', 'docs/live.md', '/examples/own-attack-mjs.html'],
    ['own-game', 'examples/README.md', '/examples/own-game.html'],
    ['LICENSE', 'README.md', '/license.html'],
    ['missing.md', 'docs/live.md', '/docs/missing.html'], // VitePress then refuses to build
    ['%6eotes', 'docs/index.md', '/docs/notes/'],
  ])('%s of %s leads to %s', (link, file, address) => {
    expect(siteLink(link, file, repository)).toBe(address);
  });

  it.each(['https://example.org/a.md', 'mailto:a@example.org', '#speed', '/live/'])('%s stays as it is', (link) => {
    expect(siteLink(link, 'docs/index.md', repository)).toBe(link);
  });
});

it.each([
  ['README.md', 'index.md'],
  ['roms/README.md', 'roms/index.md'],
  ['docs/NOREADME.md', 'docs/NOREADME.md'],
])('the page of %s is %s', (file, page) => {
  expect(pageOf(file)).toBe(page);
});

it('the page of a file that is not Markdown has no extension', () => {
  expect(['CITATION.cff', 'examples/own-game'].map(sourcePage)).toEqual(['citation-cff', 'examples/own-game']);
});

it.each([
  ['`metrics.jsonl` of an agent', 'metricsjsonl-of-an-agent'],
  ['1. Train, attack, defend: one command', '1-train-attack-defend-one-command'],
  ['λ and ε', 'λ-and-ε'],
  ['a – b', 'a--b'],
])('the heading %s has the id %s', (heading, id) => {
  expect(headingId(heading)).toBe(id);
});

it('the sidebar has a group for each table, and an item for each link of its first column', () => {
  const text = [
    '# Documentation',
    '',
    '| start here | |',
    '|---|---|',
    '| [Live page](live.md), [notes](notes) | see [all](../README.md) |',
    '| API | `npm run docs:api` |',
    '',
    '| guides | |',
    '|---|---|',
    '| [Examples](../examples) | to run |',
  ].join('\n');
  expect(sidebarOf(text, 'docs/index.md', repository)).toEqual([
    {
      text: 'Start here',
      items: [
        { text: 'Live page', link: '/docs/live.html' },
        { text: 'Notes', link: '/docs/notes/' },
      ],
    },
    { text: 'Guides', items: [{ text: 'Examples', link: '/examples/' }] },
  ]);
});
