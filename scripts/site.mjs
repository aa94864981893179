// `npm run site`: writes the static site into build/site: the live page with the agents of the package, and the explorer of
// docs/results. Any host of files can serve it; one that sends the headers COOP and COEP also gives the page threads.
import './from-source.mjs';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const { dashboardRoutes } = await import('../src/dashboard/api.ts');
const { openLibrary } = await import('../src/env/library.ts');
const { runtimeRoutes, viewedAgents } = await import('../src/cli/view/agents.ts');
const { webFolder } = await import('../src/server/web-folder.ts');

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

rmSync(site, { recursive: true, force: true });
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
writeFileSync(
  join(site, 'index.html'),
  '<!doctype html><meta charset="utf-8"><title>sap-atari</title><meta http-equiv="refresh" content="0; url=live/">\n',
);
console.log(`build/site: the live page, and ${published.length} evaluations in the explorer of results`);
