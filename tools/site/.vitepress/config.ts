/** The documents of the repository as a site: `npm run site`. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCssVariablesTheme } from 'shiki';
import { type DefaultTheme, defineConfig, type PageData } from 'vitepress';
import { headingId, pageOf, type Repository } from '../links.js';
import { likeGitHub } from '../markdown.js';
import { sidebarOf } from '../sidebar.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const { name, description } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const statOf = (path: string) => statSync(join(root, path), { throwIfNoEntry: false });
const repository: Repository = {
  isFolder: (path) => statOf(path)?.isDirectory() ?? false,
  isFile: (path) => statOf(path)?.isFile() ?? false,
};

const sourcePages = 'tools/site/source/';

/** A page that VitePress does not make: its links load it whole. */
const whole = { target: '_self' };

const hero = {
  name,
  text: 'Atari agents under attack',
  tagline: description,
  actions: [
    { theme: 'brand', text: 'Attack one in your browser', link: '/live/', ...whole },
    { theme: 'alt', text: 'Getting started', link: '/docs/getting-started.html' },
    { theme: 'alt', text: 'Results', link: '/results/', ...whole },
  ],
};

function home(page: PageData): Partial<PageData> | undefined {
  if (page.relativePath !== 'index.md') return undefined;
  return { title: name, titleTemplate: description, frontmatter: { layout: 'home', hero } };
}

export default defineConfig({
  srcDir: root,
  srcExclude: [
    '!(docs|examples|packages|roms|tools|*.md)/**',
    'docs/{api,results/vision/evaluations}/**',
    'tools/!(site)/**',
    'roms/!(README.md)',
  ],
  outDir: join(root, 'build/site'),
  cacheDir: join(root, 'build/vitepress'),
  rewrites: (file) => (file.startsWith(sourcePages) ? file.slice(sourcePages.length) : pageOf(file)),
  lang: 'en',
  title: name,
  description,
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  appearance: 'force-auto', // as the other pages: dark or light as the system is
  markdown: {
    theme: createCssVariablesTheme(),
    anchor: { slugify: headingId },
    attrs: { disable: true },
    config(markdown) {
      likeGitHub(markdown, root, repository);
      // The home page has its title above.
      markdown.core.ruler.push('home', ({ env, tokens }) => {
        if (env.relativePath === 'index.md')
          tokens.splice(0, tokens.findIndex(({ type }) => type === 'heading_close') + 1);
      });
    },
  },
  transformPageData: home,
  vite: { build: { chunkSizeWarningLimit: 1000 } }, // kB: the index of the search, which is loaded with its box
  themeConfig: {
    nav: [
      { text: 'Docs', link: '/docs/', activeMatch: '^/docs/' },
      { text: 'Live', link: '/live/', ...whole },
      { text: 'Results', link: '/results/', ...whole },
    ],
    sidebar: sidebarOf(
      readFileSync(join(root, 'docs/index.md'), 'utf8'),
      'docs/index.md',
      repository,
    ) as DefaultTheme.SidebarItem[],
    outline: [2, 3],
    notFound: { quote: 'No page has this address.', linkText: 'Home', linkLabel: 'Home' },
    docFooter: { prev: false, next: false },
    search: {
      provider: 'local',
      options: {
        // Not the tables of every evaluation, which would be most of what a search finds.
        _render: (text, env, markdown) =>
          /^docs\/results\/(.*\/){2}/.test(env.relativePath) ? '' : markdown.render(text, env),
        // A term is explained first, then used. (This runs in the page.)
        miniSearch: { searchOptions: { boostDocument: (id: string) => (id.includes('/docs/glossary.html') ? 5 : 1) } },
      },
    },
  },
});
