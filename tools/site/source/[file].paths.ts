/** A page for each file that documents link to and that is not Markdown: its text, or the picture. A folder's page shows its files. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sourcePage } from '../links.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const examples = readdirSync(join(root, 'examples')).filter((name) => !name.endsWith('.md'));
const results = readFileSync(join(root, 'docs/results/README.md'), 'utf8');
const pictures = [...results.matchAll(/\]\(([^)]+\.svg)\)/g)].map(([, path]) => `docs/results/${path}`);
const shown = ['LICENSE', 'CITATION.cff', ...examples.map((name) => `examples/${name}`), ...pictures];

const languages: Readonly<Record<string, string>> = { '.mjs': 'js', '.py': 'python', '.json': 'json', '.cff': 'yaml' };

/** A fence longer than any in the text. */
const fenced = (name: string, text: string): string =>
  `${'`'.repeat(8)}${languages[extname(name)] ?? 'txt'}\n${text.trimEnd()}\n${'`'.repeat(8)}\n`;

/** Markdown of a picture, from the page that shows it. */
const picture = (path: string): string =>
  `![${path}](${relative(dirname(join(root, 'tools/site/source', path)), join(root, path)).replaceAll('\\', '/')})\n`;

function contentOf(path: string): string {
  if (path.endsWith('.svg')) return picture(path);
  const full = join(root, path);
  if (!statSync(full).isDirectory()) return fenced(path, readFileSync(full, 'utf8'));
  const names = readdirSync(full).sort();
  return names.map((name) => `## ${name}\n\n${fenced(name, readFileSync(join(full, name), 'utf8'))}`).join('\n');
}

export default {
  paths: () =>
    shown.map((path) => ({ params: { file: sourcePage(path) }, content: `# ${path}\n\n${contentOf(path)}` })),
};
