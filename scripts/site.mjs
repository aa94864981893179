// `npm run site`: writes the static site into build/site: the documents, the live page with the agents of the package, and the
// explorer of docs/results. Any host of files can serve it; one that sends the headers COOP and COEP also gives the page threads.
//
//     npm run site -- --base /sap-atari/    for a host that serves it below that path
//     npm run site -- --no-docs             the pages alone, which needs no VitePress
import './from-source.mjs';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { dashboardRoutes } = await import('../src/dashboard/api.ts');
const { openLibrary } = await import('../src/env/library.ts');
const { runtimeRoutes, viewedAgents } = await import('../src/cli/view/agents.ts');
const { webFolder } = await import('../src/server/web-folder.ts');

const { base, 'no-docs': withoutDocs } = parseArgs({
  options: { base: { type: 'string', default: '/' }, 'no-docs': { type: 'boolean', default: false } },
}).values;

const root = fileURLToPath(new URL('..', import.meta.url));
const site = join(root, 'build/site');
const { routes: ofAgents } = viewedAgents([], await openLibrary(), { withRoms: false });
const ofRuntime = runtimeRoutes(join(root, 'vendor/onnxruntime-web/dist'));
const ofResults = dashboardRoutes([join(root, 'docs/results')]);

const textOf = (value) => `${JSON.stringify(value)}\n`;
const reply = async (route, query = '') => (await route(new URLSearchParams(query))).json;

/** Writes a file of the site; what an address answers is a file at that address. */
async function write(address, route) {
  const path = join(site, address);
  mkdirSync(dirname(path), { recursive: true });
  const found = await route(new URLSearchParams());
  if ('file' in found) cpSync(found.file, path);
  else writeFileSync(path, textOf(found.json));
}

/** Writes the documents, which empties the folder before. */
function writeDocuments() {
  const path = `/${base}/`.replace(/\/+/g, '/');
  const args = ['scripts/tool.mjs', 'vitepress', 'build', 'tools/site', '--base', path];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const navigation = `<nav class="site" aria-label="site">
      <a href="../">sap-atari</a> <a href="../docs/">Docs</a> <a href="../live/">Live</a> <a href="../results/">Results</a>
    </nav>`;

/** Adds links to the rest of the site, which `view` does not serve. */
function addNavigation(page) {
  const path = join(site, page, 'index.html');
  const current = navigation.replace(`"../${page}/"`, '$& aria-current="page"');
  writeFileSync(path, readFileSync(path, 'utf8').replace('<body>', `$&\n    ${current}`));
}

rmSync(site, { recursive: true, force: true });
if (!withoutDocs) writeDocuments();
cpSync(webFolder(), site, { recursive: true });
rmSync(join(site, 'dashboard'), { recursive: true });
for (const [address, route] of Object.entries({ ...ofAgents, ...ofRuntime })) await write(address, route);

const { results } = await reply(ofResults['/api/runs']);
const published = [];
mkdirSync(join(site, 'results/data'));
for (const { id, name, kind, about } of results) {
  const details = await reply(ofResults['/api/results'], { id });
  if (details.blocks.length === 0) continue;
  const file = `${name.replaceAll('/', '-')}.json`;
  writeFileSync(join(site, 'results/data', file), textOf(details));
  published.push({ name, kind, about, file });
}
writeFileSync(join(site, 'results/data/index.json'), textOf(published));
if (withoutDocs)
  writeFileSync(join(site, 'index.html'), '<!doctype html><meta http-equiv="refresh" content="0; url=live/">\n');
else for (const page of ['live', 'results']) addNavigation(page);
console.log(
  `build/site: ${withoutDocs ? '' : 'the documents, '}the live page, and ${published.length} evaluations in the explorer of results`,
);
